"""What the schools show in the frames of the house: rows of the cabinet, the campaign on the home page."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

import schools.exams.sections  # noqa: F401
import schools.teaching.sections  # noqa: F401 -- plugs in the panes of the rooms
from cabinet.people.family import family_of
from eculture.sections import (
    AdminBlock,
    CaseRow,
    CaseSource,
    DeskEntry,
    Entry,
    EntrySource,
    HomeBlock,
    HomeLink,
    NavItem,
    Need,
    Section,
    admin_blocks,
    case_sources,
    desk_entries,
    entry_sources,
    home_blocks,
    nav_items,
    sections,
)
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.course import next_step
from schools.admissions.standing import score, standing

VISITOR, CITIZEN = frozenset({"visitor"}), frozenset({"citizen"})

for item in (
    NavItem("schools", _("Schools"), "schools:schools", VISITOR, 30),
    NavItem("admissions", _("Admissions"), "schools:admissions", VISITOR, 35),
    NavItem("applications", _("Admissions"), "schools:applications", CITIZEN, 25, icon="music"),
):
    nav_items.plug(item)


desk_entries.plug(
    DeskEntry(
        "admission",
        _("Application for admission"),
        _("A place at a music or arts school for a child of this person."),
        "schools:desk_applications",
    )
)


def applications_of(user: Any) -> list[Application]:
    """What the family has applied for, newest first; read once per user object, that is once per request."""
    if not hasattr(user, "_applications"):
        user._applications = list(Application.objects.filter(child__in=family_of(user)).with_names())
    return user._applications


@case_sources.plug
class Admission(CaseSource):
    """A child's application is a case of the family; what waits for the family is a need."""

    slug = "admission"

    def needs(self, user: Any) -> Iterable[Need]:
        for application in applications_of(user):
            ask = NEEDS.get(application.state)
            need = ask(application) if ask else None
            if need:
                yield need

    def keys(self, user: Any) -> Iterable[tuple[datetime, int]]:
        return [(one.created_at, one.pk) for one in applications_of(user)]

    def cases(self, user: Any, keys: Collection[int]) -> Iterable[CaseRow]:
        for one in applications_of(user):
            if one.pk not in keys:
                continue
            yield CaseRow(
                number=one.number,
                title=one.campaign.name,
                person=one.child.name,
                state=one.get_state_display(),
                tone=one.tone,
                url=one.get_absolute_url(),
                at=one.created_at,
            )


def _need(
    application: Application, title: str, kind: str, action: str, url: str = "application"
) -> Need | None:
    campaign = application.campaign
    stage = application.choice_stage if kind == "choice" else campaign.stage(kind)
    is_late = kind == "choice" and application.chooses_late()
    if stage is None or not (is_late or campaign.is_open_for(kind)):
        return None
    return Need(
        title=title % {"child": application.child.name, "points": score(application.points)},
        text=standing(application).text,
        url=reverse(f"schools:{url}", args=[application.number]),
        action=action,
        due=timezone.localtime(stage.closes_at).date(),
        person_id=application.child_id,
    )


def _draft(application: Application) -> Need | None:
    title = _now("%(child)s: the application has not been sent yet")
    return _need(application, title, "registration", _now("Check and send"))


def _examined(application: Application) -> Need | None:
    if not application.has_passed:
        return None
    title = _now("%(child)s: choose specialties and schools")
    return _need(application, title, "choice", _now("Choose"), "choices")


def _choosing(application: Application) -> Need | None:
    if application.choices_confirmed_at:
        return None
    title = _now("%(child)s: the choices are not confirmed")
    return _need(application, title, "choice", _now("Look at the choices"), "choices")


def _placed(application: Application) -> Need | None:
    title = _now("%(child)s: a place is offered")
    return _need(application, title, application.campaign.answers_in, _now("Look at the offer"))


NEEDS = {"draft": _draft, "examined": _examined, "choosing": _choosing, "placed": _placed}


@entry_sources.plug
class StagesOfFamily(EntrySource):
    """The stages of each campaign in which a child of the family takes part."""

    slug = "stages"

    def entries(self, user: Any, since: date) -> Iterable[Entry]:
        running = [one for one in applications_of(user) if one.is_running]
        for campaign in {one.campaign_id: one.campaign for one in running}.values():
            for stage in campaign.stages.all():
                if timezone.localtime(stage.closes_at).date() >= since:
                    yield _stage_entry(campaign, stage)


def _stage_entry(campaign: Campaign, stage: Any) -> Entry:
    title = f"{campaign.name}: {stage.get_kind_display()}"
    address = reverse("schools:applications")
    return Entry(f"stage-{stage.pk}", title, stage.opens_at, address, until=stage.closes_at)


@sections.plug
class ChildAdmission(Section):
    """Where the admission of the child stands whose tab is open, until the campaign is over."""

    slug = "admission"
    title = _("Admission")
    template = "schools/_section_admission.html"
    order = 10

    def context(self, user: Any, person: Any) -> dict[str, Any] | None:
        of_child = (one for one in applications_of(user) if one.child == person and one.is_running)
        application = next(of_child, None)
        if application is None:
            return None
        link = {"link_url": application.get_absolute_url(), "link_text": _now("The application")}
        facts = {"application": application, "standing": standing(application)}
        return {"title": application.campaign.name, **link, **facts}


@home_blocks.plug
class LearnMusic(HomeLink):
    slug = "learn"
    title = _("My child would like to learn music")
    text = _("Admission, choosing a school, the result")
    url_name = "schools:admissions"
    order = 10


@home_blocks.plug
class FindSchool(HomeLink):
    slug = "find-school"
    title = _("I am looking for a school nearby")
    text = _("Music, arts and painting schools, their specialties and free places")
    url_name = "schools:schools"
    tone = "turquoise"
    order = 20


@home_blocks.plug
class RunningCampaign(HomeBlock):
    """The lifted card of the home page while an admission is running."""

    slug = "admission"
    template = "schools/_home_campaign.html"
    place = "campaign"
    order = 10

    def context(self) -> dict[str, Any] | None:
        campaign = Campaign.objects.running().with_stages().first()
        if campaign is None:
            return None
        now = next((stage for stage in campaign.stages.all() if campaign.is_open_for(stage.kind)), None)
        return {"campaign": campaign, "now": now, "dates": [stage.as_row for stage in campaign.stages.all()]}


@admin_blocks.plug
class AdmissionUnderWay(AdminBlock):
    """Where this year's admission stands and which button comes next."""

    slug = "admission"
    title = _("Admission")
    template = "schools/_admin_campaign.html"
    order = 10

    def context(self, user: Any) -> dict[str, Any] | None:
        if not user.has_perm("schools.view_application"):
            return None
        current = Campaign.objects.visible_to(user).exclude(state="closed").with_stages().first()
        if current is None:
            return {"campaign": None}
        states = Application.objects.visible_to(user).filter(campaign=current).counts()
        dates = [stage.as_row for stage in current.stages.all()]
        facts = {"campaign": current, "states": states, "total": sum(count for _state, count in states)}
        return facts | {"dates": dates, "next_step": next_step(current)}
