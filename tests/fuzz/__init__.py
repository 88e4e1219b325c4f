"""Odd inputs by the thousand for everything that parses. A short round is in `make test`, `make test-fuzz` is long.

rounds.py      how many, and from which seed
values.py      odd texts, numbers, names of files
updates.py     whole updates, made from the Bot API's description in tests/botapi
guided.py      the same parsers, led by which lines were reached (atheris), in `make test-fuzz` alone
"""
