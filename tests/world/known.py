"""What the model knows: people, cases, what must be read, and how the office is set up."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Person:
    """Somebody with an account. `unit` is the id of the unit they belong to; `office`: they see every case; `admin`:
    they change how the office works."""

    id: int
    unit: int | None = None
    office: bool = False
    admin: bool = False
    blocked: bool = False  # as the bot knows
    asked: str = ""  # action:case


@dataclass
class Case:
    """A case or a draft. `words` are the marks of what its reporter said, `text` of what of that it is about (not of
    what was added once it was sent), `theirs` of what its unit said, `public` of what of that is for supporters too.
    `reporter` is 0 once they left it to others. `supporters` came by themselves (None) or with a case of their own that
    went into this one (its id)."""

    id: int
    reporter: int
    left: int = 0
    number: str = ""
    status: str = "draft"
    unit: int | None = None
    handler: int | None = None
    words: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    supporters: dict[int, int | None] = field(default_factory=dict)
    heard: set[int] = field(default_factory=set)  # who ever supported it
    parent: int | None = None  # the case that it went into
    whole: list[str] = field(default_factory=list)  # what it was about before the office split it
    parts: list[int] = field(default_factory=list)  # the cases that this made
    root: int = 0  # the case with which it was one message
    helpers: set[int] = field(default_factory=set)  # the units that help with it
    helped: set[int] = field(default_factory=set)  # that ever did
    units: set[int] = field(default_factory=set)  # that ever had it
    since: datetime | None = None  # when it came to stand as it does
    review: datetime | None = None  # when what was put off goes on
    badly: datetime | None = None  # when 不满意 was said, and whether it is solved was not


@dataclass(frozen=True)
class Expected:
    """`person` must read `words`, unless their chat refused something since then. If it is a group, and is the unit's
    no more: its `members`, or the group that the unit has by then."""

    person: int
    words: str
    since: int
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A case as the database has it, for what the model leaves to the bot: ids, numbers, the unit that it goes to."""

    id: int
    status: str
    unit: int | None
    number: str
    supporters: frozenset[int]
    review: datetime | None
    text: tuple[str, ...]  # the marks in it
    root: int  # the case with which it was one message


@dataclass
class Office:
    """How the office works: its units by their names, what is set, by its name, and of each change that can be undone
    what it was before and after."""

    units: dict[str, int]
    settings: dict[str, str]
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    changed: int = 0
    undone: int = 0

    def sets(self, name: str, value: str) -> None:
        if self.settings[name] != value:
            before, self.settings[name] = self.settings[name], value
            self.changes.append((name, before, value))
            self.changed += 1

    def undoes(self) -> None:
        """Unless it is not as that change left it: the platform may have something to say of a group, too."""
        if self.changes and self.changes[-1][2] == self.settings[self.changes[-1][0]]:
            name, before, _ = self.changes.pop()
            self.settings[name] = before
            self.undone += 1

    @property
    def tied(self) -> list[str]:
        """The units that have a group."""
        return [unit for unit in self.units if self.settings[f"group {unit}"]]

    def group_of(self, unit: int | None) -> int:
        """The group of a unit, 0 for none."""
        name = next((name for name, id in self.units.items() if id == unit), "")
        return int(self.settings[f"group {name}"] or 0) if name else 0

    def regroups(self, group: int, new: str) -> None:
        """A group has another id, or (empty) the bot is in it no more."""
        for unit in self.units:
            if self.settings[f"group {unit}"] == str(group):
                self.settings[f"group {unit}"] = new
