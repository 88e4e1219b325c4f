"""What the bot knows of its office, and how it says things to people: the same for every message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import logs
from bot.casework.deadlines import Calendar
from bot.casework.routing import Route
from bot.messages import Address, Features, Outbound, pack_outbound, split
from bot.settings import Settings
from bot.tagging.classifier import Classifier
from bot.tagging.gazetteer import Gazetteer, called, lineage, readable
from bot.tagging.lexicon import Keyword, Lexicon
from bot.tagging.segment import Segmenter
from bot.texts import Texts
from storage import Tx, areas, facts, learned, offices, outbox
from storage.records import Area, Category, RouteRow, Unit


@dataclass(slots=True)
class Office:
    """Built once by the app. What admins change is read again when its mark in the database has changed."""

    settings: Settings
    features: Mapping[str, Features]
    segmenter: Segmenter
    texts: Texts = field(init=False)
    calendar: Calendar = field(init=False)
    categories: dict[int, Category] = field(init=False, default_factory=dict)
    units: dict[int, Unit] = field(init=False, default_factory=dict)
    areas: dict[int, Area] = field(init=False, default_factory=dict)
    outlined: frozenset[int] = field(init=False, default=frozenset())  # the areas that have an outline
    routes: list[RouteRow] = field(init=False, default_factory=list)
    bot_link: str = ""  # https://t.me/NAME, where the channel has deep links
    keywords: list[Keyword] = field(init=False, default_factory=list)
    _in_use: Classifier | None = field(init=False, default=None)
    _thresholds: dict[str, float] = field(init=False, default_factory=dict)
    _learned: dict[str, dict[str, float]] = field(init=False, default_factory=dict)
    _learned_mark: str = field(init=False, default="")
    _mark: str | None = field(init=False, default=None)
    _keywords_mark: str | None = field(init=False, default=None)
    _areas_read: dict[int, str] = field(init=False, default_factory=dict)
    _gazetteer: Gazetteer | None = field(init=False, default=None)
    _area_names: dict[str, int] | None = field(init=False, default=None)
    _areas_mark: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.texts = Texts(self.settings.zone)
        self.calendar = Calendar(self.settings.zone, {}, *self.settings.office_hours)

    @property
    def classifier(self) -> Classifier:
        """The classifier in use. As long as the dictionary is not loaded, it is made when it is asked for: who wants a
        digest need not wait for that."""
        if self._in_use is None:
            self._in_use = self.classifier_with(self.keywords)
        return self._in_use

    def words(self, text: str) -> list[str]:
        """The words of a text, with the office's keywords whole. May be called in a thread."""
        if self._in_use is None:
            self._in_use = self.classifier_with(self.keywords)  # it has the segmenter keep the keywords whole
        return self.segmenter.cut(text)

    @property
    def learned(self) -> Mapping[str, dict[str, float]]:
        """What was learned: weights by category code, by word."""
        return self._learned

    def _classifier(self, lexicon: Lexicon) -> Classifier:
        margin = self.settings.routing_margin
        if margin is None:
            return Classifier(self.segmenter, lexicon, thresholds=self._thresholds or None)
        return Classifier(self.segmenter, lexicon, margin)

    def classifier_with(self, keywords: Sequence[Keyword]) -> Classifier:
        """A classifier for trying keywords out, beside the one in use."""
        self.segmenter.keep_whole(keyword.word for keyword in keywords)
        return self._classifier(Lexicon(keywords, self._learned))

    async def refresh(self, tx: Tx) -> None:
        """Reads what admins set up, if it changed since the last time."""
        mark, learned_mark, areas_mark, keywords_mark = await facts.several(
            tx, facts.OFFICE, learned.LEARNED, facts.AREAS, facts.KEYWORDS
        )
        if mark == self._mark:
            return await self._refresh_learned(tx, learned_mark)
        before = {c.code for c in self.active_categories()}
        self.categories = {row.id: row for row in await offices.categories(tx)}
        active = {c.code for c in self.active_categories()}
        await self._refresh_learned(tx, learned_mark, anew=active != before)
        self.units = {row.id: row for row in await offices.units(tx)}
        if areas_mark != self._areas_mark:
            self.areas = {row.id: row for row in await offices.areas(tx)}
            self.outlined = await areas.outlined(tx)
            self._areas_read = readable(self.areas)
            self._gazetteer, self._area_names, self._areas_mark = None, None, areas_mark
        self.routes = await offices.routes(tx)
        self.calendar = Calendar(self.settings.zone, await facts.calendar_days(tx), *self.settings.office_hours)
        if keywords_mark != self._keywords_mark:
            self._thresholds = await learned.thresholds(tx)
            self.keywords = [
                Keyword(row.word, row.weight, row.code) for row in await offices.keywords(tx) if row.code in active
            ]
            self._in_use = self.classifier_with(self.keywords) if self.segmenter.ready else None
            self._keywords_mark = keywords_mark
        self._mark = mark
        return None

    async def _refresh_learned(self, tx: Tx, mark: str, *, anew: bool = False) -> None:
        """Reads the learned weights that changed; all of them `anew` when categories were retired or restored."""
        if mark == self._learned_mark and not anew:
            return
        changed = None if anew else await learned.since(tx, self._learned_mark)
        if changed is None:
            changed = await learned.all_weights(tx)
            self._learned.clear()
        self._learned.update(changed)  # the lexicon in use holds this same mapping
        self._learned_mark = mark

    # What admins set up, looked up

    def category_by_code(self, code: str | None) -> Category | None:
        """The category of that code, retired or not."""
        return next((c for c in self.categories.values() if c.code == code), None)

    def category_named(self, words: str) -> Category | None:
        """The category in use that somebody calls so: by its code or either of its names."""
        wanted = words.strip().casefold()
        names = ((c, {c.code.casefold(), c.zh.casefold(), c.en.casefold()}) for c in self.active_categories())
        return next((c for c, known in names if wanted in known), None) if wanted else None

    def category_name(self, language: str, id: int | None) -> str:
        """A category's name; for none, the words for that."""
        category = self.categories.get(id or 0)
        return category.name(language) if category else self.texts.say(language, "no-category")

    def active_categories(self) -> list[Category]:
        """Categories in use, in their order."""
        return [c for c in self.categories.values() if c.retired_at is None]

    def active_units(self) -> list[Unit]:
        return [u for u in self.units.values() if u.retired_at is None]

    def unit_name(self, id: int | None) -> str:
        unit = self.units.get(id or 0)
        return unit.name if unit else ""

    def routing(self) -> list[Route]:
        """The routes whose unit, area and category are in use."""
        return [
            Route(self.categories[r.category_id].code, r.area_id, r.unit_id)
            for r in self.routes
            if self.units[r.unit_id].retired_at is None
            and self.categories[r.category_id].retired_at is None
            and (r.area_id is None or self.areas[r.area_id].retired_at is None)
        ]

    @property
    def gazetteer(self) -> Gazetteer:
        """What finds areas in texts. Made when it is first asked for: who wants a digest need not wait for that."""
        if self._gazetteer is None:
            self._gazetteer = Gazetteer(self.areas, self.segmenter)
        return self._gazetteer

    def area_in(self, text: str, here: int | None = None) -> Area | None:
        """The area that `text` names; `here` is the area of a shared location. See `Gazetteer.find`."""
        return self.areas.get(self.gazetteer.find(text, here) or 0)

    def lineage(self, area_id: int | None) -> tuple[int, ...]:
        """The area and all that it lies in, the smallest first: what `unit_for` looks for routes in."""
        return lineage(self.areas, area_id)

    @property
    def area_names(self) -> dict[str, int]:
        """The areas by what admins call them: see `called`."""
        if self._area_names is None:
            self._area_names = called(self.areas)
        return self._area_names

    def area_name(self, id: int | None) -> str:
        """An area's name as people read it: see `readable`; empty for none."""
        return self._areas_read.get(id or 0, "")

    # Saying things

    async def post(self, tx: Tx, message: Outbound, now: datetime) -> int:
        """Queues `message`, cut into several if it is longer than its channel takes. Returns the last one's outbox id,
        which carries the choices."""
        features = self.features.get(message.address.channel)
        if features is None:
            return 0  # an imported case has nobody to write to
        *before, last = split(message.text, features.length, features.utf16)
        for piece in before:
            part = replace(message, text=piece, choices=(), attachments=(), replaces=None, press="")
            await self._queue(tx, part, now)
        # What is longer than one message cannot take the place of one.
        return await self._queue(tx, replace(message, text=last, replaces=None if before else message.replaces), now)

    async def _queue(self, tx: Tx, message: Outbound, now: datetime) -> int:
        to: Address = message.address
        return await outbox.add(
            tx,
            to.channel,
            to.chat,
            pack_outbound(message),
            now,
            case_id=message.case,
            choosable=bool(message.choices),
            fleeting=message.fleeting,
            cause=logs.about(),
        )
