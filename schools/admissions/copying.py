"""The campaign of the next year begins as a copy: its rules, its dates a year later, its plan if wanted."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eculture import journal
from eculture.refusals import Refusal
from schools.admissions.age_rules import AgeRule
from schools.admissions.campaigns import RULES, Campaign
from schools.admissions.fees import Fee
from schools.admissions.plan import PlanPlace
from schools.admissions.stages import Stage

NAMES = {"name_az": "Qəbul {year}", "name_en": "Admission {year}", "name_ru": "Приём {year}"}
Day = TypeVar("Day", date, datetime)


def next_year(campaign: Campaign, *, with_plan: bool, by: Any) -> Campaign:
    """A draft for the year after, which staff then change. Raises Refusal where there is one already."""
    year = campaign.year + 1
    rules = {name: getattr(campaign, name) for name in RULES}
    rules["age_counted_on"] = a_year_later(campaign.age_counted_on)
    names = {field: text.format(year=year) for field, text in NAMES.items()}
    starts = a_year_later(campaign.studies_start_on)
    try:
        with transaction.atomic():
            made = Campaign.objects.create(year=year, studies_start_on=starts, **rules, **names)
            _copy_rows(campaign, made, with_plan=with_plan)
            after = {"of": campaign.year, "with_plan": with_plan}
            journal.record("copy", on=made, by=by, after=after)
    except IntegrityError as error:
        message = _("The campaign of %(year)s is there already.") % {"year": year}
        raise Refusal(message, code="there") from error
    return made


def _copy_rows(old: Campaign, new: Campaign, *, with_plan: bool) -> None:
    Stage.objects.bulk_create(
        Stage(
            campaign=new,
            kind=one.kind,
            opens_at=a_year_later(one.opens_at),
            closes_at=a_year_later(one.closes_at),
        )
        for one in old.stages.all()
    )
    _again(AgeRule, old.age_rules.all(), new, "programme_id", "funding", "min_age", "max_age")
    criteria = ("direction", "name_az", "name_en", "name_ru", "most", "order")
    _again(old.exam_criteria.model, old.exam_criteria.all(), new, *criteria)
    _copy_groups(old, new)
    _copy_centres(old, new)
    _again(Fee, old.fees.all(), new, "programme_id", "amount", "basis")
    if with_plan:
        _again(PlanPlace, old.plan_places.all(), new, "school_id", "programme_id", "funding", "places")


def _copy_groups(old: Campaign, new: Campaign) -> None:
    """The priority groups, and the papers with the new groups whose proof they are."""
    names = ("name_az", "name_en", "name_ru")
    _again(old.priority_groups.model, old.priority_groups.all(), new, *names, "legal_basis", "rank")
    groups = dict(new.priority_groups.values_list("rank", "pk"))
    fields = (*names, "direction", "is_required", "order", "group__rank")
    for paper in old.needed_papers.order_by("pk").values(*fields):
        new.needed_papers.create(group_id=groups.get(paper.pop("group__rank")), **paper)


def _copy_centres(old: Campaign, new: Campaign) -> None:
    for centre in old.exam_centres.order_by("pk"):
        facts = {"institution_id": centre.institution_id, "directions": centre.directions}
        made = new.exam_centres.create(**facts)
        rooms = centre.rooms.order_by("pk").values("name", "seats", "is_step_free")
        made.rooms.bulk_create([made.rooms.model(centre=made, **room) for room in rooms])


def _again(model: Any, rows: Any, campaign: Campaign, *fields: str) -> None:
    values = rows.order_by("pk").values(*fields)
    model.objects.bulk_create([model(campaign=campaign, **row) for row in values], batch_size=1000)


def a_year_later(day: Day) -> Day:
    """The same day of the next year; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
