"""A cut of the published plan: one proposes it with an order, another one decides, the families are told."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import jobs, journal
from eculture.jobs import Job
from eculture.lifecycle import Lifecycle, Move, lock, move
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.plan import PlanPlace

BATCH = 50
TELLS = "plan-cut-told"
BEFORE_CHOICE = ("registration", "exams")


class PlanCutQuerySet(models.QuerySet["PlanCut"]):
    def visible_to(self, user: Any) -> "PlanCutQuerySet":
        return self if user.has_perm("schools.view_planplace") else self.none()

    def editable_by(self, user: Any) -> "PlanCutQuerySet":
        return self if user.has_perm("schools.change_planplace") else self.none()

    def waiting(self) -> "PlanCutQuerySet":
        return self.filter(state="proposed")

    def with_names(self) -> "PlanCutQuerySet":
        names = ("place__school__institution", "place__programme__specialty", "place__campaign")
        return self.select_related(*names, "proposed_by", "decided_by")


class PlanCut(Lifecycle):
    """The wish to give fewer places than the published plan has promised."""

    STATES = {
        "proposed": _("waits for a second person"),
        "approved": pgettext_lazy("cut", "approved"),
        "rejected": pgettext_lazy("cut", "rejected"),
    }
    MOVES = {
        "approve": Move(("proposed",), "approved"),
        "reject": Move(("proposed",), "rejected", needs_reason=True),
    }
    DEEDS = {
        "propose": pgettext_lazy("deed", "Cut of the plan proposed"),
        "approve": pgettext_lazy("deed", "Cut of the plan approved"),
        "reject": pgettext_lazy("deed", "Cut of the plan rejected"),
    }

    place = models.ForeignKey(PlanPlace, models.PROTECT, related_name="cuts", verbose_name=_("place"))
    places_before = models.PositiveSmallIntegerField(_("places until now"))
    places = models.PositiveSmallIntegerField(_("places after the cut"))
    order_number = models.CharField(_("number of the order"), max_length=40)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="proposed", editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    touched = models.PositiveIntegerField(_("children touched"), default=0, editable=False)

    objects = PlanCutQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut of the plan")
        verbose_name_plural = _("cuts of the plan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state="proposed"), name="one_cut_of_a_place_waits"
            ),
            models.CheckConstraint(condition=Q(places__lt=F("places_before")), name="a_cut_is_a_cut"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="a_cut_is_approved_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cut_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_cut_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'proposed' AND to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW)"
                    " OR OLD.place_id <> NEW.place_id OR OLD.places <> NEW.places"
                    " OR OLD.order_number <> NEW.order_number OR OLD.proposed_by_id <> NEW.proposed_by_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.places_before} → {self.places}"

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        if verb == "approve" and by.pk == self.proposed_by_id:
            return Refusal(_("You proposed this cut. Another person approves it."), code="own")
        return None

    def refusal_to_approve(self) -> Refusal | None:
        return self.place.refusal_to_cut(places=self.places)

    @move
    def approve(self, *, by: Any) -> None:
        """The places are fewer from now on; each family that this touches is told, once."""
        lock(self.place)
        self.decided_by, self.decided_at = by, timezone.now()
        self.touched = touched_by(self.place).count()
        self.save()
        self.place.write_places(places=self.places, order_number=self.order_number, reason=self.reason, by=by)
        jobs.ask(TELLS, by=by, cut=self.pk)

    @move
    def reject(self, *, by: Any) -> None:
        """The plan stays as it was promised."""
        self.decided_by, self.decided_at = by, timezone.now()


def is_cut(place: PlanPlace, places: int) -> bool:
    """Fewer places than the families have been promised."""
    return place.campaign.is_published and places < place.places


def propose(place: PlanPlace, *, places: int, order_number: str, reason: str, by: Any) -> PlanCut:
    """Ask for a second person. Raises Refusal for what could not be approved anyway."""
    with transaction.atomic():
        lock(place)
        refusal = refusal_to_propose(place, places=places, order_number=order_number, reason=reason)
        if refusal:
            raise refusal
        facts = {"places": places, "order_number": order_number.strip(), "reason": reason.strip()}
        try:
            with transaction.atomic():
                cut = PlanCut.objects.create(place=place, places_before=place.places, proposed_by=by, **facts)
        except IntegrityError as error:
            message = _("A cut of these places waits for a second person already.")
            raise Refusal(message, code="waiting", field="places") from error
        journal.record("propose", on=cut, by=by, reason=reason, after={"places": places})
    return cut


def refusal_to_propose(place: PlanPlace, *, places: int, order_number: str, reason: str) -> Refusal | None:
    if places >= place.places:
        return Refusal(_("This is no cut."), code="no_cut", field="places")
    refusal = place.refusal_by_order(order_number) or place.refusal_to_cut(places=places)
    if refusal or reason.strip():
        return refusal
    return Refusal(_("Write the reason. The families will read it."), code="no_reason", field="reason")


def touched_by(place: PlanPlace) -> QuerySet[Application]:
    """The children whose hopes a cut concerns.

    Before the choice those registered for the direction whose age allows the programme; afterwards those who
    have chosen this programme at this school, and those to whom a place of it is offered.
    """
    campaign = place.campaign
    live = Application.objects.live().filter(campaign=campaign)
    if campaign.state in BEFORE_CHOICE:
        rule = campaign.age_rules.filter(programme=place.programme, funding=place.funding).first()
        same = live.filter(direction=place.programme.specialty.direction).exclude(state="draft")
        return same.filter(rule.born_between(campaign.age_counted_on)) if rule else same.none()
    chosen = Q(preferences__programme=place.programme, preferences__school=place.school)
    return live.filter(chosen | Q(offers__place=place, offers__state="open")).distinct()


def tell(cut: PlanCut, job: Job) -> None:
    """Tell each family of the cut once, however often the work begins anew."""
    total = touched_by(cut.place).count()
    told, last = 0, 0
    rows = touched_by(cut.place).select_related("guardian__user", "child").order_by("pk")
    facts = {
        "school": cut.place.school.name,
        "programme": str(cut.place.programme),
        "before": cut.places_before,
        "places": cut.places,
        "order": cut.order_number,
        "reason": cut.reason,
    }
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        with job.fenced():
            for application in batch:
                application.tell("plan-cut", key=str(cut.pk), **facts)
        told, last = told + len(batch), batch[-1].pk
        job.progress(told, total, _("Families told: %(done)s of %(total)s") % {"done": told, "total": total})
