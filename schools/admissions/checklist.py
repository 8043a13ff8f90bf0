"""What is still missing before the next step of a campaign, with the place where each thing is mended."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from schools.admissions.campaigns import Campaign
from schools.admissions.priorities import PriorityClaim
from schools.admissions.stages import Stage
from schools.org.models import Funding


class Item(NamedTuple):
    """One line: done or not; `count` of what is open, and where it is listed."""

    title: str
    is_done: bool
    count: int | None
    url: str


def checklist(campaign: Campaign) -> list[Item]:
    """The lines that concern the step after the campaign's present state."""
    return [item for ask in BEFORE.get(campaign.state, ()) for item in ask(campaign)]


def _change(campaign: Campaign) -> str:
    return reverse("admin:schools_campaign_change", args=[campaign.pk])


def _listed(model: str, campaign: Campaign, **which: str) -> str:
    query = "&".join(
        f"{name}={value}" for name, value in {"campaign__id__exact": campaign.pk, **which}.items()
    )
    return f"{reverse(f'admin:schools_{model}_changelist')}?{query}"


def _open(title: str, rows: Any, url: str) -> Item:
    count = rows.count()
    return Item(title, count == 0, count, url)


def _dates(campaign: Campaign) -> Iterator[Item]:
    missing = sum(campaign.stage(kind) is None for kind in Stage.NEEDED)
    yield Item(_("Dates of all stages"), missing == 0, missing, _change(campaign))


def _plan(campaign: Campaign) -> Iterator[Item]:
    count = campaign.plan_places.count()
    yield Item(_("Places in the plan"), count > 0, count, _listed("planplace", campaign))
    without = campaign.plan_places.without_age_rule()
    yield _open(_("Places without an age rule"), without, _change(campaign))


def _rules(campaign: Campaign) -> Iterator[Item]:
    """Not needed, but better seen before they are frozen."""
    yield Item(_("Order of equal scores"), bool(campaign.tie_break), None, _change(campaign))
    paid = campaign.plan_places.filter(funding=Funding.PAID).exists()
    yield Item(_("Fees for paid places"), not paid or campaign.fees.exists(), None, _change(campaign))


def _exams(campaign: Campaign) -> Iterator[Item]:
    """Not needed where exams are held elsewhere and their scores come as a file."""
    count = campaign.exam_centres.count()
    yield Item(_("Exam centres"), count > 0, count, reverse("admin:schools_exams", args=[campaign.pk]))
    incomplete = campaign.exam_criteria.incomplete()
    whole = campaign.exam_criteria.exists() and not incomplete
    yield Item(_("Exam criteria that make 100 points"), whole, None, _change(campaign))


def _seats(campaign: Campaign) -> Iterator[Item]:
    if not campaign.exam_centres.exists():
        return
    rows = campaign.applications.filter(state="submitted", exam_seats=None, score=None)
    url = reverse("admin:schools_exam_seating", args=[campaign.pk])
    yield _open(_("Applications without a seat"), rows, url)
    unsigned = campaign.applications.filter(exam_seats__session__state__in=["planned", "open"])
    url = reverse("admin:schools_exams", args=[campaign.pk])
    yield _open(_("Children whose protocol is not signed"), unsigned, url)


def _drafts(campaign: Campaign) -> Iterator[Item]:
    rows = campaign.applications.filter(state="draft")
    yield _open(
        _("Applications begun and not sent"), rows, _listed("application", campaign, state__exact="draft")
    )


def _scores(campaign: Campaign) -> Iterator[Item]:
    rows = campaign.applications.filter(state="submitted", score=None)
    url = _listed("application", campaign, state__exact="submitted")
    yield _open(_("Applications without a score"), rows, url)


def _priorities(campaign: Campaign) -> Iterator[Item]:
    if campaign.priority_groups.exists():
        rows = PriorityClaim.objects.filter(application__campaign=campaign).waiting()
        url = reverse("admin:schools_priorities", args=[campaign.pk])
        yield _open(_("Priorities without a decision"), rows, url)


def _appeals(campaign: Campaign) -> Iterator[Item]:
    rows = campaign.applications.filter(appeals__state__in=["filed", "proposed"])
    url = reverse("admin:schools_appeals", args=[campaign.pk])
    yield _open(_("Appeals without a decision"), rows, url)


def _unread(campaign: Campaign) -> Iterator[Item]:
    rows = campaign.applications.examined_so_far()
    url = _listed("application", campaign, state__exact="submitted")
    yield _open(_("Scores that the families do not know yet"), rows, url)


def _choices(campaign: Campaign) -> Iterator[Item]:
    rows = campaign.applications.passed().filter(state="examined")
    url = _listed("application", campaign, state__exact="examined")
    yield _open(_("Children who passed and have not chosen"), rows, url)


def _runs(campaign: Campaign) -> Iterator[Item]:
    course = reverse("admin:schools_course", args=[campaign.pk])
    yield Item(_("A published placement"), campaign.runs.published().exists(), None, course)


def _offers(campaign: Campaign) -> Iterator[Item]:
    for state, title in (
        ("placed", _("Offers without an answer")),
        ("accepted", _("Accepted and not enrolled")),
    ):
        rows = campaign.applications.filter(state=state)
        yield _open(title, rows, _listed("application", campaign, state__exact=state))


Ask = Callable[[Campaign], Iterator[Item]]
BEFORE: dict[str, tuple[Ask, ...]] = {
    "draft": (_dates, _plan, _rules, _exams),
    "published": (_dates, _plan, _rules, _exams),
    "registration": (_drafts,),
    "exams": (_seats, _scores, _unread, _priorities),
    "results": (_scores, _unread),
    "appeals": (_appeals, _scores, _unread),
    "choice": (_appeals, _priorities, _scores, _choices),
    "placement": (_priorities, _runs),
    "confirmation": (_offers,),
    "further": (_offers,),
}
