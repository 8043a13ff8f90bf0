"""What a family reads first when results come out: prepared when they are published, read with one question.

At that moment all families ask at once; so the page neither explains nor counts anything anew.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from eculture.accounts import User
from eculture.templatetags.words import azdate, azmoment
from schools.admissions.applications import Application
from schools.admissions.campaign_rows import SCORES_UNKNOWN
from schools.admissions.reasons import Reason, explain, from_json
from schools.admissions.runs import PlacementResult
from schools.admissions.stages import Stage
from schools.admissions.standing import score
from schools.org.models import Programme, School

ANYBODY, ANY_NUMBER = -1, "MQ-?"  # stand in the question for the reader and the application
COLUMNS = ("number", "name", "points", "pass_mark", "prepared", "opens_at", "closes_at")
CHILD = "{child}"  # the name is filled in when it is read: nothing kept names a person
Names = Mapping[str, str]
Text = Mapping[str, Any]


class Told(NamedTuple):
    """The sentence, what comes next, and why."""

    number: str
    title: str
    text: str
    reasons: list[Reason]


class Namings:
    """The names of all specialties and schools in each language, read once for a publication."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[Names, Names]] = {}
        programmes = list(Programme.objects.select_related("specialty"))
        schools = list(School.objects.select_related("institution"))
        for language, _name in settings.LANGUAGES:
            with override(language):
                self.names[language] = (
                    {one.code: one.specialty.title for one in programmes},
                    {one.code: one.name for one in schools},
                )

    def items(self) -> Iterable[tuple[str, tuple[Names, Names]]]:
        return self.names.items()


def prepared(result: PlacementResult, *, names: Namings, expires_at: datetime) -> dict[str, Text]:
    """Language → what this family will read of this run."""
    texts = {}
    for language, (specialties, schools) in names.items():
        with override(language):
            texts[language] = _of_placement(result, specialties, schools, expires_at)
    return texts


def _of_placement(
    result: PlacementResult, specialties: Names, schools: Names, expires_at: datetime
) -> dict[str, Any]:
    place = result.place
    attempts = [from_json(row) for row in result.reasons]
    reasons = explain(
        attempts,
        child=CHILD,
        points=result.points,
        campaign=result.application.campaign,
        specialties=specialties,
        schools=schools,
    )
    said = {"reasons": [[*reason] for reason in reasons]}
    if place is None:
        title = _("%(child)s has not been placed") % {"child": CHILD}
        text = _("Score: %(points)s. The reason for each choice stands below.")
        return said | {"title": title, "text": text % {"points": score(result.points)}}
    offered = {"child": CHILD, "specialty": specialties[place.programme.code]}
    offered |= {"school": schools[place.school.code], "date": azmoment(expires_at, "short")}
    text = (
        _("%(school)s, a free place. Accept it by %(date)s; then it goes to the next candidate.")
        if place.funding == "free"
        else _("%(school)s, a paid place. Accept it by %(date)s; then it goes to the next candidate.")
    )
    title = _("A place is offered to %(child)s: %(specialty)s")
    return said | {"title": title % offered, "text": text % offered}


def told(number: str, user: Any) -> Told | None:
    """What was published last for this child of the family: one question to the database."""
    sql, values = _question(timezone.localdate())
    filled = [user.pk if value == ANYBODY else number if value == ANY_NUMBER else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(sql, filled)
        found = cursor.fetchone()
    if found is None:
        return None
    row = dict(zip(COLUMNS, found, strict=True))
    texts = json.loads(row["prepared"]) if row["prepared"] else {}
    said = texts.get(get_language()) or _of_exam(row)

    def named(text: str) -> str:
        return text.replace(CHILD, row["name"])

    reasons = [Reason(sign, named(title), named(text)) for sign, title, text in said.get("reasons", ())]
    return Told(row["number"], named(said["title"]), named(said["text"]), reasons)


@lru_cache(maxsize=2)
def _question(today: date) -> tuple[str, tuple[Any, ...]]:
    """The question of `told`, put together once a day; its answer is never kept.

    Putting it together costs more than the page; the rights in it are those of every other page.
    """
    results = PlacementResult.objects.filter(application=OuterRef("pk"), told_at__isnull=False)
    choice = Stage.objects.filter(campaign=OuterRef("campaign"), kind="choice")
    rows = (
        Application.objects.of_family(User(pk=ANYBODY))
        .filter(number=ANY_NUMBER, score__isnull=False)
        .exclude(campaign__state__in=SCORES_UNKNOWN)
        .order_by()
        .annotate(
            prepared=Subquery(results.order_by("-run").values("prepared")[:1]),
            opens_at=Subquery(choice.values("opens_at")[:1]),
            closes_at=Subquery(choice.values("closes_at")[:1]),
            name=F("child__name"),
            points=F("score__points"),
            pass_mark=F("campaign__pass_mark"),
        )
    )
    return rows.values_list(*COLUMNS).query.sql_with_params()


def _of_exam(row: Mapping[str, Any]) -> dict[str, Any]:
    title = _("The score of %(child)s is %(points)s") % {"child": row["name"], "points": score(row["points"])}
    if row["points"] < row["pass_mark"]:
        text = _(
            "The pass mark is %(pass_mark)s. A place cannot be chosen this year; you may apply next year."
        )
        return {"title": title, "text": text % {"pass_mark": score(row["pass_mark"])}}
    if not row["opens_at"]:
        return {"title": title, "text": ""}
    text = _("Choose specialties and schools: %(start)s – %(end)s.")
    days = {"start": azdate(row["opens_at"]), "end": azdate(row["closes_at"])}
    return {"title": title, "text": text % days}
