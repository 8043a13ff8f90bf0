"""The places of a campaign from a spreadsheet: read, and show what would happen."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from eculture import loads
from eculture.azerbaijani import az_fold
from schools.admissions.campaigns import Campaign
from schools.admissions.plan_loads import PlanLoad, PlanRow
from schools.org.models import Funding, Programme, School

SCHOOL_HEADINGS = {"mekteb", "mektebin adi", "mektebin kodu", "school", "skola"}
PROGRAMME_HEADINGS = {"ixtisas", "proqram", "ixtisasin kodu", "programme", "programma", "specialty"}
FREE_HEADINGS = {"pulsuz", "dovlet sifarisli", "dovlet hesabina", "free", "besplatno"}
PAID_HEADINGS = {"odenisli", "paid", "platno"}
MOST_PLACES = 1_000


class Line(NamedTuple):
    row: int
    school: str
    programme: str
    free: str
    paid: str

    @property
    def key(self) -> tuple[str, str]:
        return az_fold(self.school), az_fold(self.programme)


class Known(NamedTuple):
    """What a cell may mean: folded code or name → the rows it fits."""

    schools: dict[str, list[School]]
    programmes: dict[str, list[Programme]]
    taught: set[tuple[int, int]]
    places: dict[tuple[int, int, str], int]


def preview(*, campaign: Campaign, name: str, content: bytes, by: Any) -> PlanLoad:
    """Keep the rows of a file with what each would do. Nothing is written to the plan."""
    refusal = campaign.refusal_to_take_plan()
    if refusal:
        raise refusal
    lines = read(name, content)
    rows = partial(judge, lines=lines)
    return PlanLoad.keep(rows, campaign=campaign, name=name, content=content, by=by)


def read(name: str, content: bytes) -> list[Line]:
    columns = {
        _("school"): SCHOOL_HEADINGS,
        _("programme"): PROGRAMME_HEADINGS,
        _("free"): FREE_HEADINGS,
        _("paid"): PAID_HEADINGS,
    }
    return [Line(row, *cells) for row, cells in loads.lines(name, content, columns)]


def known(campaign: Campaign) -> Known:
    schools: dict[str, list[School]] = {}
    for school in School.objects.working().with_names():
        for text in {school.institution.code, school.institution.name_az}:
            schools.setdefault(az_fold(text), []).append(school)
    programmes: dict[str, list[Programme]] = {}
    with override("az"):
        for programme in Programme.objects.with_specialty():
            for text in {programme.code, str(programme)}:
                programmes.setdefault(az_fold(text), []).append(programme)
    taught = set(School.programmes.through.objects.values_list("school", "programme"))
    keys = ("school", "programme", "funding", "places")
    places = {key: count for *key, count in campaign.plan_places.values_list(*keys) for key in [tuple(key)]}
    return Known(schools, programmes, taught, places)


def judge(load: PlanLoad, lines: list[Line]) -> Iterable[PlanRow]:
    facts, seen = known(load.campaign), Counter(line.key for line in lines)
    for line in lines:
        schools, programmes = (found.get(key, []) for found, key in zip(facts[:2], line.key, strict=True))
        school, programme = (rows[0] if len(rows) == 1 else None for rows in (schools, programmes))
        problem = _place_of(line, schools, programmes, facts, is_twice=seen[line.key] > 1)
        for funding, text in ((Funding.FREE, line.free), (Funding.PAID, line.paid)):
            why = problem or _number(text)
            places = None if why else int(text)
            yield PlanRow(
                load=load,
                row=line.row,
                funding=funding,
                school_text=line.school[:200],
                programme_text=line.programme[:80],
                text=text[:40],
                school=school,
                programme=programme,
                places=places,
                problem=why,
                verdict="bad" if why else _verdict(facts.places, (school.pk, programme.pk, funding), places),
            )


def _place_of(
    line: Line, schools: list[School], programmes: list[Programme], facts: Known, *, is_twice: bool
) -> str:
    """Why the row names no place of the plan, or an empty string."""
    if not line.school:
        return "no_school"
    if len(schools) != 1:
        return "same_names" if schools else "unknown_school"
    if not line.programme:
        return "no_programme"
    if len(programmes) != 1:
        return "unknown_programme"
    if (schools[0].pk, programmes[0].pk) not in facts.taught:
        return "not_taught"
    return "twice" if is_twice else ""


def _number(text: str) -> str:
    digits = text.removeprefix("-")
    if not text:
        return "missing"
    if not (digits.isascii() and digits.isdigit()):
        return "not_number"
    if text.startswith("-") and digits.strip("0"):
        return "negative"
    return "too_many" if len(digits) > 6 or int(digits) > MOST_PLACES else ""


def _verdict(places: dict[tuple[int, int, str], int], key: tuple[int, int, str], wanted: int) -> str:
    if places.get(key, 0) == wanted:
        return "same"
    return "changed" if key in places else "new"
