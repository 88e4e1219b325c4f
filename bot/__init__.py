"""Kaimen (开门): a chatbot for residents' feedback. See README.md for what it does and docs/ for how."""

__version__ = "0.1.0"
