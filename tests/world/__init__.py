"""A simulated world: the real app with its clock, its transport and its crashes in the hands of a test.

platform.py  what stands in Telegram's place: what it thinks was received, what it showed to whom, what goes wrong there
mortal.py    a database whose process may die at any statement
known.py     what the model knows of people, cases and the office
model.py     what should have become of all that was said, in a few plain rules
world.py     the app, its people and its time
checks.py    what must be true, asked of the platform and the database
machine.py   who may do what, and what may happen: hypothesis plays it
groups.py    the same in the groups of units
"""
