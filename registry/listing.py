"""The public list: what was wished for, what is found, and how many there would be under each facet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from eculture.refusals import CannotAnswer
from eculture.templatetags.ui import state
from registry.buildings.accessibility import PERSONAS, asked_persona, easy_for
from registry.classifiers import Cluster, Kind, Trait
from registry.history.days import asked_day
from registry.history.versions import InstitutionVersion
from registry.hours.evaluator import open_at, public_holidays
from registry.institutions import Institution
from registry.narrowing import AROUND, Box, Narrowing, Near, asked_box, asked_near
from registry.search import Correction, clean, did_you_mean
from registry.templatetags.registry import capital, marked, tone
from registry.territory import Territory, Unit

SORTS = ("rank", "name")
PAGE = 20
MOST_PAGES = 50
MANY = 20


@dataclass(frozen=True)
class Filters:
    """The state of the list as it stands in the address; whatever is written there, it is never an error."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    region: str = ""
    unit: str = ""
    cluster: str = ""
    trait: str = ""
    parent: str = ""
    closed: bool = False
    open: bool = False
    access: str = ""
    exact: bool = False
    sort: str = "rank"
    as_of: date | None = None
    box: Box | None = None
    near: Near | None = None
    trouble: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        one = {name: clean(query.get(name, "")) for name in ("region", "unit", "cluster", "trait", "parent")}
        sort, trouble, as_of, box, access = query.get("sort", ""), "", None, None, ""
        near = None
        try:
            access = asked_persona(clean(query.get("access", "")))
            as_of = asked_day(clean(query.get("as_of", "")))
            box = asked_box(clean(query.get("bbox", "")))
            near = asked_near(clean(query.get("near", "")))
        except CannotAnswer as refusal:
            trouble = str(refusal)
        return cls(
            text=clean(query.get("q", "")),
            kinds=tuple(dict.fromkeys(clean(kind) for kind in query.getlist("kind")[:MANY] if clean(kind))),
            closed="closed" in query,
            open="open" in query,
            access=access,
            exact="exact" in query,
            sort=sort if sort in SORTS else "rank",
            as_of=as_of,
            box=box,
            near=near,
            trouble=trouble,
            **one,
        )

    def sure(self) -> "Filters":
        """For answers without words beside them: raises CannotAnswer where a wish cannot be answered."""
        if self.trouble:
            raise CannotAnswer(self.trouble, code="wish")
        return self

    def but(self, **changes: Any) -> "Filters":
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """The address of these filters, without what is as always."""
        pairs = [("q", self.text), *(("kind", kind) for kind in self.kinds)]
        pairs += [(name, getattr(self, name)) for name in ("region", "unit", "cluster", "trait", "parent")]
        pairs += [(name, "1") for name in ("closed", "open", "exact") if getattr(self, name)]
        pairs += [("access", self.access)]
        pairs += [("sort", self.sort)] if self.sort != "rank" else []
        pairs += [("as_of", self.as_of), ("bbox", self.box and str(self.box))]
        pairs += [("near", self.near and str(self.near))]
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def without_place(self) -> str:
        return self.but(region="", unit="").query

    @property
    def without_day(self) -> str:
        return self.but(as_of=None).query

    def rows(self, user: Any) -> Narrowing:
        """Today's rows, or the versions of the day that is asked for."""
        if self.as_of is None:
            return Institution.objects.visible_to(user)
        return InstitutionVersion.objects.visible_to(user).on(self.as_of)

    def found(self, user: Any) -> Narrowing:
        found = self.rows(user)
        found = found.of_record() if self.closed else found.active()
        found = found.of_kinds(self.kinds) if self.kinds else found
        found = found.of_cluster(self.cluster) if self.cluster else found
        found = found.with_trait(self.trait) if self.trait else found
        found = found.in_region(self.region) if self.region else found
        found = found.in_unit(self.unit) if self.unit else found
        found = found.of_parent(self.parent) if self.parent else found
        found = found.within(self.box) if self.box else found
        if self.open and self.as_of is None:
            found = found.filter(open_at(timezone.localtime(), public_holidays()))
        if self.access and self.as_of is None:
            found = found.filter(easy_for(self.access))
        found = found.search(self.text) if self.text else found.in_order()
        found = found.near(*self.near, km=AROUND) if self.near else found
        return found.in_order() if self.sort == "name" else found


def corrected(filters: Filters, user: Any) -> tuple[Filters, Correction | None]:
    """The filters that are answered: as typed, or corrected when only that finds something."""
    return answered(filters, user)[:2]


@dataclass(frozen=True)
class Option:
    """One line of a facet: `count` is what choosing it gives, `adds` says that it comes on top."""

    code: str
    name: str
    count: int
    chosen: bool
    adds: bool = False


@dataclass(frozen=True)
class Facets:
    total: int
    kinds: list[Option]
    regions: list[Option]
    units: list[Option]
    of_units: Counter[str]
    by_code: dict[str, Territory]
    kind_by_pk: dict[int, Kind]


def answered(typed: Filters, user: Any) -> tuple[Filters, Correction | None, Facets]:
    """The filters that are answered, see `corrected`, with its facets."""
    shown = facets(typed, user)
    if shown.total or not typed.text or typed.exact:
        return typed, None, shown
    correction = did_you_mean(typed.text)
    if correction is None:
        return typed, None, shown
    filters = typed.but(text=correction.text)
    better = facets(filters, user)
    return (filters, correction, better) if better.total else (typed, None, shown)


def facets(filters: Filters, user: Any) -> Facets:
    """Counts of each facet under all the other choices: sums over one count by kind and territory."""
    kinds, units = {kind.pk: kind for kind in Kind.objects.all()}, Unit.objects.by_code()
    chosen = {kind.pk for kind in kinds.values() if not filters.kinds or kind.code in filters.kinds}
    inside = {unit.pk for unit in units.values() if unit.is_in(filters.region, filters.unit)}
    counts = _counted(filters, user)
    of_kinds = _sums((kind, count) for kind, unit, count in counts if unit in inside)
    of_pks = _sums((unit, count) for kind, unit, count in counts if kind in chosen)
    of_units = Counter({code: of_pks[unit.pk] for code, unit in units.items()})
    of_regions = _sums((unit.economic_region.code, of_units[code]) for code, unit in units.items())
    within = [unit for unit in units.values() if unit.region and unit.region.code == filters.region]
    return Facets(
        total=sum(count for kind, unit, count in counts if kind in chosen and unit in inside),
        kinds=_kinds(filters, kinds.values(), of_kinds),
        regions=[
            _option(unit, of_regions, filters.region) for unit in units.values() if unit.kind == "region"
        ],
        units=[_option(unit, of_units, filters.unit) for unit in within if of_units[unit.code]],
        of_units=of_units,
        by_code=units,
        kind_by_pk=kinds,
    )


def _counted(filters: Filters, user: Any) -> list[tuple[int, int, int]]:
    """How many of each kind are registered in each unit, wherever and whatever kind was chosen."""
    found = filters.but(kinds=(), region="", unit="").found(user).order_by()
    return list(found.values_list("kind_id", "registered_unit_id").annotate(count=Count("*")))


def _sums(pairs: Iterable[tuple[Any, int]]) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for key, count in pairs:
        sums[key] += count
    return sums


def _kinds(filters: Filters, kinds: Iterable[Kind], counts: Counter[int]) -> list[Option]:
    options = [
        Option(kind.code, kind.name, counts[kind.pk], kind.code in filters.kinds, bool(filters.kinds))
        for kind in kinds
        if counts[kind.pk] or kind.code in filters.kinds
    ]
    return sorted(options, key=lambda option: (not option.chosen, -option.count))


def _option(unit: Territory, counts: Counter[str], chosen: str) -> Option:
    return Option(unit.code, unit.name, counts[unit.code], unit.code == chosen)


def page_of(filters: Filters, user: Any, shown: Facets, query: Mapping[str, str]) -> "Page | Steps":
    """The rows of one page; how many there are is known from the facets.

    The best and the nearest answers have numbered pages, as many as anybody reads; the alphabet is walked
    step by step.
    """
    found = filters.found(user).in_brief()
    if (filters.text or filters.near) and filters.sort == "rank":
        paginator = Paginator(found, PAGE)
        paginator.count = shown.total
        paginator.num_pages = min(paginator.num_pages, MOST_PAGES)
        return paginator.get_page(query.get("page"))
    after, before = clean(query.get("after", ""))[:16], clean(query.get("before", ""))[:16]
    return steps(filters, found, after, before, shown.total)


@dataclass(frozen=True)
class Steps:
    """A stretch of the alphabet; `after` and `before` are the codes at which its neighbours begin."""

    rows: list[Any]
    total: int
    after: str = ""
    before: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def steps(filters: Filters, found: Narrowing, after: str, before: str, total: int) -> Steps:
    """From the place of a code in the alphabet on: what comes later costs what comes first costs."""
    place = found.model.objects.all().place_of(after or before) if after or before else None
    if place is None:
        rows = list(found[: PAGE + 1])
        return Steps(rows[:PAGE], total, after=rows[PAGE - 1].code if len(rows) > PAGE else "")
    if after:
        rows = list(found.later_than(*place)[: PAGE + 1])
        more = rows[PAGE - 1].code if len(rows) > PAGE else ""
        return Steps(rows[:PAGE], total, after=more, before=rows[0].code if rows else before)
    rows = list(found.earlier_than(*place)[: PAGE + 1])
    kept = rows[:PAGE][::-1]
    return Steps(
        kept, total, after=kept[-1].code if kept else "", before=kept[0].code if len(rows) > PAGE else ""
    )


class Line(NamedTuple):
    """One institution of the list, in words."""

    url: str
    name: SafeString
    place: Territory
    address: str
    kind: str
    badge: SafeString
    registered: str
    lat: float | None
    lon: float | None
    away: float | None


def lines(page: Iterable[Any], shown: Facets, filters: Filters) -> list[Line]:
    """What the rows of a page say, with the words marked in their names; one look-up serves all addresses."""
    then = f"?as_of={filters.as_of}" if filters.as_of else ""
    here, units = reverse("registry:institutions"), {unit.pk: unit for unit in shown.by_code.values()}
    kinds = {pk: capital(shown.kind_by_pk[pk].name) for pk in {row.kind_id for row in page}}
    of_states = {row.state: row for row in page}
    badges = {name: state(capital(row.state_word), tone(row)) for name, row in of_states.items()}

    def line(row: Institution) -> Line:
        registered = units[row.registered_unit_id]
        return Line(
            url=f"{here}{row.code}/{then}",
            name=marked(row.name, filters.text),
            place=units.get(row.operating_unit_id, registered),
            address=row.address,
            kind=kinds[row.kind_id],
            badge=badges[row.state],
            registered=registered.name if row.state == "displaced" else "",
            lat=row.lat,
            lon=row.lon,
            away=getattr(row, "distance", None),
        )

    return [line(row) for row in page]


@dataclass(frozen=True)
class Chip:
    name: str
    query: str


def chips(filters: Filters, shown: Facets) -> list[Chip]:
    """What is chosen, each with the address of the list without it."""
    rows = [
        Chip(kind.name, filters.but(kinds=tuple(code for code in filters.kinds if code != kind.code)).query)
        for kind in shown.kinds
        if kind.chosen
    ]
    for name, changes in (("unit", {"unit": ""}), ("region", {"region": "", "unit": ""})):
        unit = shown.by_code.get(getattr(filters, name))
        rows += [Chip(unit.name, filters.but(**changes).query)] if unit else []
    if filters.access:
        rows.append(Chip(str(PERSONAS[filters.access]), filters.but(access="").query))
    rows += [Chip(gettext("Near me"), filters.but(near=None).query)] if filters.near else []
    rows += [Chip(gettext("A part of the map"), filters.but(box=None).query)] if filters.box else []
    for name, model in (("cluster", Cluster), ("trait", Trait), ("parent", Institution)):
        row = model.objects.filter(code=getattr(filters, name)).first() if getattr(filters, name) else None
        rows += [Chip(row.name, filters.but(**{name: ""}).query)] if row else []
    return rows
