"""A case: what a person has asked of the ministry through one of its services."""

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.cases import clock
from cabinet.cases.appealing import Appealing
from cabinet.cases.charge import Charge
from cabinet.cases.claiming import Claiming
from cabinet.cases.consulting import Consulting
from cabinet.cases.deciding import Deciding
from cabinet.cases.drafting import Drafting
from cabinet.cases.parts import Decision, InfoRequest, Message, Opinion, Paper
from cabinet.cases.questioning import Questioning
from cabinet.cases.representing import Representing
from cabinet.cases.reviewing import Reviewing
from cabinet.cases.sight import OPEN, CaseQuerySet
from cabinet.cases.talking import Talking
from cabinet.people.models import Person
from cabinet.services.versions import ServiceVersion
from eculture.journal import JournalEntry, JournalQuerySet
from eculture.lifecycle import STAYS, Lifecycle, Move
from eculture.workdays import IsWorking, calendar

__all__ = ["Case", "CaseQuerySet", "Decision", "InfoRequest", "Message", "Opinion", "Paper"]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["answers", "sent_answers", "sources", "saved_at"],
)
class Case(
    Representing,
    Drafting,
    Talking,
    Appealing,
    Questioning,
    Claiming,
    Charge,
    Reviewing,
    Consulting,
    Deciding,
    Lifecycle,
):
    """Somebody's wish to the ministry with its whole way: form, clock, words, decision, appeal."""

    STATES = {
        # Translators: the state of a case
        "draft": _("not sent yet"),
        "submitted": _("received"),
        "in_review": _("being considered"),
        "waiting": _("waits for your answer"),
        "decided": _("decided"),
        "closed": _("closed"),
        "withdrawn": _("withdrawn"),
        "expired": _("expired"),
    }
    TONES = {
        "draft": "wait",
        "submitted": "open",
        "in_review": "work",
        "waiting": "wait",
        "decided": "done",
        "closed": "closed",
        "withdrawn": "closed",
        "expired": "closed",
    }
    locked_with = ("version__service", "applicant", "subject__user")
    MOVES = {
        "submit": Move(("draft",), "submitted"),
        "withdraw": Move(("draft", *OPEN), "withdrawn"),
        "expire": Move(("draft",), "expired"),
        "answer": Move(("waiting",), "in_review"),
        "take": Move(("submitted",), "in_review"),
        "assign": Move(OPEN, STAYS),
        "take_over": Move(OPEN, STAYS, needs_reason=True),
        "reassign": Move(OPEN, STAYS, needs_reason=True),
        "step_on": Move(("in_review",), STAYS),
        "ask": Move(("in_review",), "waiting"),
        "go_on": Move(("waiting",), "in_review"),
        "extend": Move(OPEN, STAYS, needs_reason=True),
        "forward": Move(("submitted", "in_review"), "submitted"),
        "recount": Move(OPEN, STAYS),
        "warn": Move(("submitted", "in_review"), STAYS),
        "escalate": Move(("submitted", "in_review"), STAYS),
        "ask_opinion": Move(("in_review", "waiting"), STAYS),
        "give_opinion": Move(OPEN, STAYS),
        "propose": Move(("in_review",), STAYS),
        "decide": Move(("in_review",), "decided"),
        "close": Move(("decided",), "closed"),
        "give_code": Move((*OPEN, "decided"), STAYS),
        "claim": Move((*OPEN, "decided", "closed"), STAYS),
        "reopen": Move(("decided", "closed"), "in_review", needs_reason=True),
    }
    DEEDS = {
        "begin": pgettext_lazy("deed", "Begun"),
        "carry_over": pgettext_lazy("deed", "Carried over to a new edition"),
        "submit": pgettext_lazy("deed", "Sent"),
        "withdraw": pgettext_lazy("deed", "Withdrawn"),
        "expire": pgettext_lazy("deed", "Expired"),
        "answer": pgettext_lazy("deed", "Answered by the applicant"),
        "take": pgettext_lazy("deed", "Taken up"),
        "assign": pgettext_lazy("deed", "Assigned"),
        "take_over": pgettext_lazy("deed", "Taken over from its officer"),
        "reassign": pgettext_lazy("deed", "Given to another officer"),
        "step_on": pgettext_lazy("deed", "Gone on to a step"),
        "ask": pgettext_lazy("deed", "Applicant asked"),
        "go_on": pgettext_lazy("deed", "Gone on without the answer"),
        "extend": pgettext_lazy("deed", "Term extended"),
        "recount": pgettext_lazy("deed", "Last day counted anew"),
        "warn": pgettext_lazy("deed", "Officer warned of the term"),
        "escalate": pgettext_lazy("deed", "Supervisors warned of the term"),
        "forward": pgettext_lazy("deed", "Sent to another office"),
        "ask_opinion": pgettext_lazy("deed", "Opinion asked"),
        "give_opinion": pgettext_lazy("deed", "Opinion given"),
        "message": pgettext_lazy("deed", "Message written"),
        "note": pgettext_lazy("deed", "Note written"),
        "propose": pgettext_lazy("deed", "Decision proposed"),
        "decide": pgettext_lazy("deed", "Decided"),
        "close": pgettext_lazy("deed", "Closed"),
        "reopen": pgettext_lazy("deed", "Opened again"),
        "give_code": pgettext_lazy("deed", "Code printed for its person"),
        "bring_over": pgettext_lazy("deed", "Brought over to the FIN of its person"),
        "claim": pgettext_lazy("deed", "Taken over by its person"),
    }
    journaled = ("step", "assignee_id", "region_id", "institution_id", "term_days", "due_on")

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    version = models.ForeignKey(
        ServiceVersion, models.PROTECT, related_name="cases", verbose_name=_("service")
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="draft", editable=False)
    step = models.CharField(_("step of the review"), max_length=40, blank=True, editable=False)

    applicant = models.ForeignKey(Person, models.PROTECT, related_name="cases", verbose_name=_("applicant"))
    subject = models.ForeignKey(
        Person, models.PROTECT, related_name="cases_about", verbose_name=_("about whom")
    )
    on_behalf_of = models.ForeignKey(
        "registry.Institution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("on behalf of"),
    )  # fmt: skip
    about = models.ForeignKey(
        "registry.Institution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("about which institution"),
    )  # fmt: skip
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals",
        verbose_name=_("appeal against"),
    )
    look = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("question about a look"),
    )  # fmt: skip
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    answers = models.JSONField(_("answers"), default=dict)
    sources = models.JSONField(_("where answers come from"), default=dict)
    sent_answers = models.JSONField(_("answers as they were sent"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    region = models.ForeignKey(
        "registry.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("regional office in charge"),
    )  # fmt: skip
    institution = models.ForeignKey(
        "registry.Institution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("institution in charge"),
    )  # fmt: skip
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("officer in charge"),
    )  # fmt: skip

    created_at = models.DateTimeField(_("begun"), db_default=Now(), editable=False)
    saved_at = models.DateTimeField(_("saved"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("received"), null=True, editable=False)
    term_days = models.PositiveSmallIntegerField(_("term in working days"), null=True, editable=False)
    due_on = models.DateField(pgettext_lazy("case", "due"), null=True, editable=False)
    warned_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = CaseQuerySet.as_manager()
    sensitive = frozenset({"answers", "sent_answers", "sources", "claim_hash"})

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "expired", "withdrawn"])
                | Q(submitted_at__isnull=False, sent_answers__isnull=False, due_on__isnull=False),
                name="a_sent_case_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(region=None) | Q(institution=None), name="case_is_with_one_office"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="case_no_appeal_against_itself"),
            models.UniqueConstraint(
                fields=["parent"],
                condition=Q(parent__isnull=False) & ~Q(state__in=["withdrawn", "expired"]),
                name="one_live_appeal_of_a_case",
            ),
            models.UniqueConstraint(
                fields=["look"],
                condition=Q(look__isnull=False) & ~Q(state__in=["withdrawn", "expired"]),
                name="one_live_question_of_a_look",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-created_at"], name="case_of_applicant"),
            models.Index(fields=["subject", "-created_at"], name="case_about_person"),
            models.Index(
                fields=["on_behalf_of"], condition=Q(on_behalf_of__isnull=False), name="case_for_other"
            ),
            models.Index(fields=["assignee", "due_on"], condition=Q(state__in=OPEN), name="case_in_hand"),
            models.Index(fields=["region", "due_on"], condition=Q(state__in=OPEN), name="case_of_region"),
            models.Index(fields=["institution", "due_on"], condition=Q(state__in=OPEN), name="case_of_house"),
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="case_due"),
            models.Index(fields=["version", "decided_at"], name="case_of_version"),
            models.Index(fields=["claim_hash"], condition=~Q(claim_hash=""), name="case_to_claim"),
            models.Index(
                fields=["desk_officer"],
                condition=Q(desk_officer__isnull=False, claimed_at=None),
                name="case_at_desk",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_answers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.sent_answers IS NOT NULL AND NEW.sent_answers IS DISTINCT FROM OLD.sent_answers"
                    " OR OLD.state <> 'draft' AND NEW.version_id IS DISTINCT FROM OLD.version_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cabinet:case", args=[self.number])

    @property
    def service(self) -> Any:
        return self.version.service

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def is_about_another(self) -> bool:
        return self.subject_id != self.applicant_id

    @property
    def office(self) -> str:
        """In words, whose turn it is: a regional office, an institution or the ministry."""
        return str(self.institution or self.region or _("Ministry of Culture"))

    @property
    def decision(self) -> Decision | None:
        """The one in force, or the one that waits for a second signature."""
        return next((one for one in self.decisions.all() if one.state in ("made", "proposed")), None)

    @property
    def info_request(self) -> InfoRequest | None:
        return next((one for one in self.info_requests.all() if one.answered_at is None), None)

    @property
    def timeline(self) -> JournalQuerySet:
        """Everything that was done, newest first: the journal of this case."""
        return JournalEntry.objects.about(self)

    @property
    def pauses(self) -> list[clock.Pause]:
        """While the citizen owed an answer, and from a decision to the day on which it was overturned."""
        asked = [(one.asked_at, one.answered_at) for one in self.info_requests.all()]
        over = [(one.made_at, one.overturned_at) for one in self.decisions.all() if one.overturned_at]
        return [clock.Pause(_day(since), _day(until) if until else None) for since, until in asked + over]

    def clock(
        self,
        today: date | None = None,
        is_working: IsWorking | None = None,
        pauses: list[clock.Pause] | None = None,
    ) -> clock.Clock | None:
        """None before the case is sent. Whoever reads many gives the calendar."""
        if self.submitted_at is None:
            return None
        return clock.read(
            start=_day(self.submitted_at),
            term=self.term_days,
            pauses=self.pauses if pauses is None else pauses,
            today=today or timezone.localdate(),
            is_working=is_working or calendar(),
            stop=_day(self.decided_at) if self.decided_at else None,
        )

    def reckon(self) -> None:
        """Set the last day anew: after a pause, an extension or a moved working day. Warnings begin anew."""
        reading = self.clock()
        due = reading.due if reading else None
        if due != self.due_on:
            self.due_on, self.warned_at, self.escalated_at = due, None, None


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
