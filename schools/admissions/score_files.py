"""Exam scores from a spreadsheet: read, and show what would happen."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from eculture import loads
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.scores import ScoreLoad, ScoreRow

NUMBER_HEADINGS = {"nomre", "erizenin nomresi", "muraciet nomresi", "number", "application", "nomer"}
SCORE_HEADINGS = {"bal", "score", "points", "ball", "ballar", "netice"}


class Line(NamedTuple):
    row: int
    number: str
    text: str


def preview(*, campaign: Campaign, name: str, content: bytes, by: Any) -> ScoreLoad:
    """Keep the rows of a file with what each would do. Nothing is written to the applications."""
    refusal = campaign.refusal_to_take_scores()
    if refusal:
        raise refusal
    lines = read(name, content)
    rows = partial(judge, lines=lines)
    return ScoreLoad.keep(rows, campaign=campaign, name=name, content=content, by=by)


def read(name: str, content: bytes) -> list[Line]:
    columns = {_("number"): NUMBER_HEADINGS, _("score"): SCORE_HEADINGS}
    found = loads.lines(name, content, columns)
    return [Line(row, number.upper(), score) for row, (number, score) in found]


def judge(load: ScoreLoad, lines: list[Line]) -> Iterable[ScoreRow]:
    rows = load.campaign.applications.select_related("score").with_signatures()
    applications = {one.number: one for one in rows}
    seen = Counter(line.number for line in lines)
    for line in lines:
        application = applications.get(line.number)
        points = as_points(line.text)
        problem = _problem(line, application, points, seen)
        same = application is not None and application.entered_points == points
        known = application is not None and application.entered_points is not None
        verdict = "bad" if problem else "same" if same else "changed" if known else "new"
        yield ScoreRow(
            load=load,
            row=line.row,
            number=line.number[:40],
            text=line.text[:40],
            points=None if problem else points,
            application=application,
            verdict=verdict,
            problem=problem,
        )


def _problem(line: Line, application: Application | None, points: Decimal | None, seen: Counter) -> str:
    if not line.number:
        return "no_number"
    if application is None:
        return "unknown"
    if seen[line.number] > 1:
        return "twice"
    if points is None:
        return "not_number"
    if not 0 <= points <= 100:
        return "out_of_range"
    if application.is_signed:
        return "signed"
    may = application.may("examine") and application.state != "choosing"
    return "" if may else "wrong_state"


def as_points(text: str) -> Decimal | None:
    """A score with at most one decimal, written with a comma or a point."""
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not points.is_finite() or abs(points) >= 1000 or points != points.quantize(Decimal("0.1")):
        return None
    return points.quantize(Decimal("0.1"))
