from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pghistory
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.cases.claiming import Claiming
from cabinet.models import Person
from eculture import jobs, journal, notices
from eculture.lifecycle import STAYS, Lifecycle, Move, lock, move, shared
from eculture.refusals import Refusal
from schools.admissions import billing, centring, choices, papers
from schools.admissions.campaigns import Campaign
from schools.admissions.late_choice import ChoosesLate
from schools.admissions.parts import Preference, Score
from schools.admissions.plan import PlanPlace
from schools.admissions.roll import ApplicationQuerySet
from schools.org.models import Direction
from schools.study.models import Enrolment

RECEIPT = "application-receipt"
IN_COURSE = ("submitted", "examined", "choosing", "placed", "unplaced", "accepted")


@pghistory.track(exclude=["claim_hash"])
class Application(centring.Examined, ChoosesLate, Claiming, Lifecycle):
    """A family's wish that a child be admitted to a music or arts school in one campaign."""

    STATES = {
        "draft": _("not sent yet"),
        "submitted": _("registered"),
        "examined": _("score known"),
        "choosing": _("choices made"),
        "placed": _("placed"),
        "unplaced": _("not placed"),
        "accepted": _("place accepted"),
        "declined": _("place refused"),
        "lapsed": _("offer expired"),
        "enrolled": _("enrolled"),
        "withdrawn": _("withdrawn"),
    }
    TONES = {
        "draft": "wait",
        "submitted": "work",
        "examined": "wait",
        "choosing": "work",
        "placed": "wait",
        "unplaced": "refused",
        "accepted": "done",
        "declined": "closed",
        "lapsed": "closed",
        "enrolled": "done",
        "withdrawn": "closed",
    }
    locked_with = ("campaign", "child")
    MOVES = {
        "submit": Move(("draft",), "submitted"),
        "examine": Move(("submitted", "examined", "choosing"), STAYS),
        "choose": Move(("examined", "choosing"), "choosing"),
        "place": Move(("choosing", "unplaced"), "placed"),
        "leave_unplaced": Move(("choosing", "unplaced"), "unplaced"),
        "accept": Move(("placed",), "accepted"),
        "decline": Move(("placed",), "declined"),
        "lapse": Move(("placed",), "lapsed"),
        "take_vacancy": Move(("unplaced", "lapsed"), "accepted"),
        "enrol": Move(("accepted",), "enrolled"),
        "give_code": Move(IN_COURSE, STAYS),
        "claim": Move((*IN_COURSE, "enrolled"), STAYS),
        "withdraw": Move(("draft", "submitted", "examined", "choosing", "unplaced"), "withdrawn"),
    }
    DEEDS = {
        "draft": pgettext_lazy("deed", "Begun"),
        "claim_priority": pgettext_lazy("deed", "Priority claimed"),
        "choose_centre": pgettext_lazy("deed", "Exam centre chosen"),
        "move_seat": pgettext_lazy("deed", "Moved to another sitting"),
        "submit": pgettext_lazy("deed", "Sent"),
        "examine": pgettext_lazy("deed", "Score entered"),
        "choose": pgettext_lazy("deed", "Choices saved"),
        "confirm_choices": pgettext_lazy("deed", "Choices confirmed"),
        "consent_to_paid": pgettext_lazy("deed", "Consent to a paid place changed"),
        "place": pgettext_lazy("deed", "Place offered"),
        "leave_unplaced": pgettext_lazy("deed", "Not placed"),
        "accept": pgettext_lazy("deed", "Place accepted"),
        "decline": pgettext_lazy("deed", "Place refused"),
        "lapse": pgettext_lazy("deed", "Offer expired"),
        "take_vacancy": pgettext_lazy("deed", "Vacant place taken"),
        "enrol": pgettext_lazy("deed", "Enrolled"),
        "withdraw": pgettext_lazy("deed", "Withdrawn"),
        "give_code": pgettext_lazy("deed", "Code printed for its person"),
        "claim": pgettext_lazy("deed", "Taken over by its person"),
    }
    sensitive = frozenset({"claim_hash"})

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="applications", verbose_name=_("admissions campaign")
    )
    child = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name=_("child"))
    guardian = models.ForeignKey(
        Person, models.PROTECT, related_name="applications_made", verbose_name=_("legal representative")
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft", editable=False)
    consents_to_paid = models.BooleanField(_("agrees to a paid place"), default=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, editable=False)
    choices_saved_at = models.DateTimeField(_("choices saved"), null=True, editable=False)
    choices_confirmed_at = models.DateTimeField(_("choices confirmed"), null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for admission")
        verbose_name_plural = _("applications for admission")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "child"],
                condition=~Q(state="withdrawn"),
                name="one_live_application_of_a_child",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
                name="a_sent_application_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state"], name="application_of_campaign"),
            models.Index(fields=["claim_hash"], condition=~Q(claim_hash=""), name="application_to_claim"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("schools:application", args=[self.number])

    def is_in_the_hands_of(self, user: Any) -> bool:
        """A child with an account of its own may look on; only a guardian acts."""
        return Application.objects.editable_by(user).filter(pk=self.pk).exists()

    @property
    def applicant_id(self) -> int:
        """Who takes over what the desk has opened."""
        return self.guardian_id

    @property
    def points(self) -> Decimal | None:
        """What the family knows: nothing before the results are published."""
        return self.entered_points if self.campaign.scores_are_published else None

    @property
    def entered_points(self) -> Decimal | None:
        """What those who enter scores know."""
        score = getattr(self, "score", None)
        return score.points if score else None

    @property
    def has_passed(self) -> bool:
        return self.points is not None and self.points >= self.campaign.pass_mark

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def can_choose(self) -> bool:
        return self.may("choose") and self.has_passed

    @property
    def can_withdraw(self) -> bool:
        return self.may("withdraw")

    @property
    def is_running(self) -> bool:
        """Neither withdrawn nor of a campaign that is over."""
        return self.state != "withdrawn" and self.campaign.state != "closed"

    @property
    def has_place(self) -> bool:
        return self.state in ("placed", "accepted", "enrolled")

    @property
    def offer(self) -> Any:
        """The offer that waits for an answer, or the last one."""
        return self.offers.select_related("place__school__institution", "place__programme__specialty").first()

    @property
    def wishes(self) -> list[choices.Wish]:
        return choices.grouped(self.preferences.all())

    def refusal_to_submit(self) -> Refusal | None:
        refusal = self.campaign.refusal_to_apply(child=self.child, direction=self.direction)
        refusal = refusal or centring.refusal(self.campaign, self.exam_centre, self.direction)
        return refusal or papers.refusal_without(self)

    @move
    def submit(self, *, by: Any) -> None:
        self.submitted_at = timezone.now()
        jobs.ask(RECEIPT, by=by or self.guardian.user, application=self.pk)
        self.tell("application-submitted")

    def refusal_to_examine(
        self, *, points: Decimal, load: Any = None, is_signed: bool = False
    ) -> Refusal | None:
        if not 0 <= points <= 100:
            return Refusal(_("A score is a number from 0 to 100."), code="points", field="points")
        if not is_signed and self.exam_seats.filter(session__state="signed").exists():
            return Refusal(centring.SIGNED, code="signed")
        if not is_signed and self.state == "choosing":
            return Refusal(_("Who has chosen keeps the score; it changes by an appeal only."), code="chosen")
        return self.campaign.refusal_to_take_scores(is_signed=is_signed)

    @move
    def examine(self, *, points: Decimal, load: Any = None, is_signed: bool = False, by: Any) -> None:
        """Enter a score; `is_signed` by a jury or a commission, which alone may touch one that a jury signed.

        Before the results are published the family learns nothing; afterwards at once.
        """
        had_passed = Application.objects.passed().filter(pk=self.pk).exists()
        Score.objects.update_or_create(application=self, defaults={"points": points, "load": load})
        if self.campaign.scores_are_published:
            keeps_choices = self.state == "choosing" and points >= self.campaign.pass_mark
            self.state, self.choices_confirmed_at = "choosing" if keeps_choices else "examined", None
            if points >= self.campaign.pass_mark and not had_passed:
                self.let_choose_late()
            self.tell("exam-result", key=str(points))

    def refusal_to_choose(
        self, *, wishes: Sequence[choices.Wish], seen: str | None = None, now: datetime | None = None
    ) -> Refusal | None:
        if seen is not None and seen != choices.version(self.wishes):
            return Refusal(choices.CHANGED, code="changed")
        return self.refusal_to_choose_now(now) or choices.refusal(self, wishes)

    @move
    def choose(self, *, wishes: Sequence[choices.Wish], seen: str | None = None, by: Any) -> None:
        """Replace the whole list of choices; `seen` is the version of the list that was changed."""
        self.preferences.all().delete()
        Preference.objects.bulk_create(
            Preference(application=self, rank=rank, order=order, programme=wish.programme, school=school)
            for rank, wish in enumerate(wishes, start=1)
            for order, school in enumerate(wish.schools, start=1)
        )
        self.choices_saved_at, self.choices_confirmed_at = timezone.now(), None
        self._before_the_choice_closes()

    def _before_the_choice_closes(self) -> None:
        """Held until the commit, this lock lets closing wait for us, or us learn that it is closed."""
        refusal = self.refusal_to_choose_now(campaign=shared(Campaign, self.campaign_id))
        if refusal:
            raise refusal

    def confirm_choices(self, *, by: Any) -> None:
        """The family has looked at the list once more; the choices count without this, too."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_choose_now() or choices.refusal_to_confirm(self)
            if refusal:
                raise refusal
            self.choices_confirmed_at = timezone.now()
            self.save(update_fields=["choices_confirmed_at"])
            closes = self.choice_stage.closes_at_text
            self.tell("choices-confirmed", key=self.choices_saved_at.isoformat(), closes=closes)
            journal.record("confirm_choices", on=self, by=by)

    def refusal_to_consent(self) -> Refusal | None:
        if self.may("choose"):
            return None
        return Refusal(
            _("A paid place is agreed to while specialties and schools are chosen."), code="too_late"
        )

    def consent_to_paid(self, *, consents: bool, by: Any) -> None:
        """Agree, or no longer agree, to a paid place where no free one is left."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_choose_now() or self.refusal_to_consent()
            if refusal:
                raise refusal
            change = {"before": {"consents": self.consents_to_paid}, "after": {"consents": consents}}
            self.consents_to_paid = consents
            self.save(update_fields=["consents_to_paid"])
            self._before_the_choice_closes()
            journal.record("consent_to_paid", on=self, by=by, **change)

    @move
    def place(self, *, place: PlanPlace, expires_at: datetime, run: Any, by: Any) -> None:
        offer = self.offers.create(place=place, run=run, expires_at=expires_at)
        self.tell("place-offered", key=str(run.pk), school=place.school.name, closes=offer.expires_at_text)

    @move
    def leave_unplaced(self, *, run: Any, by: Any) -> None:
        self.tell("not-placed", key=str(run.pk))

    def refusal_to_accept(self, *, bill: Any = None) -> Refusal | None:
        offer = self.offer
        refusal = offer.refusal_to_accept() or self._refusal_to_study(offer.place)
        return refusal or billing.refusal_without(bill, offer)

    @move
    def accept(self, *, bill: Any = None, by: Any) -> Enrolment:
        """Take the place; `bill` is the one by whose payment a paid place is accepted."""
        offer = self.offer
        offer.accept(by=by)
        return self._take(offer.place)

    def refusal_to_decline(self) -> Refusal | None:
        return self.offer.refusal_to_accept()

    @move
    def decline(self, *, by: Any) -> None:
        self.offer.decline(by=by)
        self.tell("place-declined")

    def refusal_to_lapse(self) -> Refusal | None:
        return self.offer.refusal_to_lapse()

    @move
    def lapse(self, *, by: Any) -> None:
        self.offer.lapse(by=by)
        self.tell("offer-lapsed")

    def refusal_to_take_vacancy(self, *, place: PlanPlace) -> Refusal | None:
        """A place that stayed empty goes to whoever passed and comes first."""
        if not self.has_passed or place.campaign_id != self.campaign_id:
            return Refusal(_("The score is below the pass mark."), code="below_pass")
        open_to = self.campaign.fundings_open_to(self.child, self.direction)
        if place.funding not in open_to.get(place.programme_id, ()):
            return Refusal(_("The child's age does not allow this place."), code="age")
        if PlanPlace.objects.filter(pk=place.pk).waited_for_by_others(self).exists():
            message = _(
                "Other families wait for this place. It is given in order, in the next nightly round."
            )
            return Refusal(message, code="waited_for")
        if billing.fee_for(place):
            return Refusal(_("A paid place is offered in the nightly round, and paid then."), code="paid")
        if self.campaign.runs.unpublished().exists():
            return Refusal(_("The next round is being calculated. Look again in a day."), code="next_round")
        return self.campaign.refusal_to_answer() or self._refusal_to_study(place)

    @move
    def take_vacancy(self, *, place: PlanPlace, by: Any) -> Enrolment:
        return self._take(place, vacant=True)

    def _refusal_to_study(self, place: PlanPlace) -> Refusal | None:
        if Enrolment.objects.live().filter(person=self.child, programme=place.programme).exists():
            message = _("%(child)s already studies this programme.") % {"child": self.child.name}
            return Refusal(message, code="enrolled")
        return None

    def _take(self, place: PlanPlace, *, vacant: bool = False) -> Enrolment:
        place.take_seat(application=self, vacant=vacant)
        self.tell("place-accepted", school=place.school.name)
        return Enrolment.objects.create(
            person=self.child,
            programme=place.programme,
            school=place.school,
            funding=place.funding,
            started_on=self.campaign.studies_start_on,
        )

    @move
    def enrol(self, *, order_number: str, by: Any) -> None:
        """The school's order names the child; the admission notice is issued with its number."""
        enrolment = Enrolment.objects.live().get(person=self.child, programme=self.seat.place.programme)
        enrolment.order_number = order_number
        enrolment.save(update_fields=["order_number"])
        self.tell("admission-notice", school=enrolment.school.name)

    def refusal_to_enrol(self, *, order_number: str) -> Refusal | None:
        if not order_number.strip():
            return Refusal(_("Write the number of the order."), code="no_order", field="order_number")
        return None

    @move
    def withdraw(self, *, by: Any) -> None:
        self.preferences.all().delete()
        self.exam_seats.filter(session__state="planned").delete()
        self.tell("application-withdrawn")

    def tell(self, kind: str, *, key: str = "", **more: str) -> None:
        """Queue a notice to the guardian who applied, once for each key."""
        if self.guardian.user:
            names = {"child": self.child.name, "number": self.number, **more}
            notices.send(kind, to=self.guardian.user, key=f"{self.number}:{key}", **names)
