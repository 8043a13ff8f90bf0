"""A case: what a person has asked of the ministry through one of its services."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases import clock
from cabinet.cases.appealing import Appealing
from cabinet.cases.drafting import Drafting
from cabinet.cases.offices import of_office
from cabinet.cases.parties import Party, represented_ids
from cabinet.cases.parts import Decision, InfoRequest, Message, Opinion, Paper
from cabinet.cases.talking import Talking
from cabinet.people.models import ADULT_AT, Person, years_before
from cabinet.services.versions import ServiceVersion
from eculture import notices
from eculture.journal import JournalEntry, JournalQuerySet
from eculture.lifecycle import STAYS, Lifecycle, Move
from eculture.workdays import calendar
from registry.mandates import sees_the_country

__all__ = ["Case", "Decision", "InfoRequest", "Message", "Opinion", "Paper"]

OPEN = ("submitted", "in_review", "waiting")
COUNTRY = ("ministry-officer", "supervisor", "auditor")
HANDLE = "cabinet.handle_case"
STAFF = ("cabinet.view_case", "cabinet.give_opinion", "cabinet.serve_at_desk")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """A family its own, an institution's people theirs, staff what has been sent to their office."""
        if not user.is_authenticated:
            return self.none()
        own = self.of(user)
        if not any(user.has_perm(each) for each in STAFF):
            return own
        return self.filter(
            Q(pk__in=own) | Q(pk__in=self.at_the_desk_of(user)) | Q(pk__in=self.for_staff(user))
        )

    def editable_by(self, user: Any) -> "CaseQuerySet":
        """What the citizen's side may change; a child looks on. Staff act through `handled_by`."""
        if not user.is_authenticated:
            return self.none()
        born_after = years_before(timezone.localdate(), ADULT_AT)
        as_a_child = Q(subject__user=user, subject__birth_date__gt=born_after)
        acting = self.of(user).exclude(as_a_child)
        mine = Q(pk__in=acting) | Q(pk__in=self.at_the_desk_of(user))
        return self.filter(mine) if user.has_perm("cabinet.serve_at_desk") else acting

    def of(self, user: Any) -> "CaseQuerySet":
        """About oneself or a child one represents today, by an agent's right, or by today's mandate.

        Having applied is no right of its own: it would outlive the guardianship or the mandate.
        A union and not an OR: each part has its index.
        """
        rows = Case.objects.order_by().values("pk")
        family = rows.filter(subject__in=Person.objects.family_of(user).values("pk"), on_behalf_of=None)
        return self.filter(pk__in=family.union(rows.filter(on_behalf_of__in=represented_ids(user))))

    def at_the_desk_of(self, user: Any) -> "CaseQuerySet":
        """Opened by this officer for somebody who has not taken it over yet."""
        if not user.has_perm("cabinet.serve_at_desk"):
            return self.none()
        return self.filter(desk_officer=user, claimed_at=None)

    def sent(self) -> "CaseQuerySet":
        return self.exclude(state__in=["draft", "expired"])

    def for_staff(self, user: Any) -> "CaseQuerySet":
        """Sent to the user's office, or the office was asked for its opinion. Never a draft."""
        if sees_the_country(user, *COUNTRY) and user.has_perm("cabinet.view_case"):
            return self.sent()
        asked = Opinion.objects.of_office(user).order_by().values("case")
        ours = Case.objects.filter(of_office(user, "cabinet.view_case")).order_by().values("pk")
        return self.sent().filter(pk__in=ours.union(asked))

    def handled_by(self, user: Any) -> "CaseQuerySet":
        """What the user may work on as staff: of the own office, and not of oneself or one's family."""
        if not user.has_perm("cabinet.handle_case"):
            return self.none()
        rows = self.sent().exclude(pk__in=self.of(user)).exclude(_decided_first_by(user))
        return rows if sees_the_country(user, *COUNTRY) else rows.filter(of_office(user, HANDLE))

    def of_own_office(self, user: Any) -> "CaseQuerySet":
        """What lies with the user's own office: for the ministry what no other office has."""
        if sees_the_country(user, *COUNTRY):
            return self.filter(region=None, institution=None)
        return self.filter(of_office(user, HANDLE))

    def drafts_of(self, service: Any, party: Party, *, parent: Any = None) -> "CaseQuerySet":
        """What this party has begun of the service and not sent."""
        who = {"applicant": party.applicant, "subject": party.subject, "on_behalf_of": party.institution}
        return self.filter(state="draft", version__service=service, parent=parent, **who)

    def untouched_for(self, days: int) -> "CaseQuerySet":
        """Drafts that nobody has changed for so many days."""
        return self.filter(state="draft", saved_at__lt=_midnight(timezone.localdate() - timedelta(days - 1)))

    def worth_showing(self) -> "CaseQuerySet":
        """Not what was begun and thrown away."""
        return self.exclude(state__in=["withdrawn", "expired"], submitted_at=None)

    def needing_the_citizen(self, days: int) -> "CaseQuerySet":
        """An open question, a decision to read, a draft that nobody has changed for so many days."""
        unread = Exists(Decision.objects.filter(case=OuterRef("pk"), state="made", read_at=None))
        drafts = Q(pk__in=self.untouched_for(days).order_by().values("pk"))
        return self.filter(Q(state="waiting") | Q(unread, state="decided") | drafts)

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=OPEN)

    def of_kind(self, slug: str) -> "CaseQuerySet":
        return self.filter(version__service__slug=slug)

    def unassigned(self) -> "CaseQuerySet":
        return self.open().filter(assignee=None)

    def assigned_to(self, user: Any) -> "CaseQuerySet":
        return self.open().filter(assignee=user)

    def due_within(self, days: int, *, today: date | None = None) -> "CaseQuerySet":
        """Whose clock runs and whose last day comes within so many calendar days, late ones included."""
        last = (today or timezone.localdate()) + timedelta(days=days)
        return self.filter(state__in=["submitted", "in_review"], due_on__lte=last)

    def with_labels(self) -> "CaseQuerySet":
        return self.select_related("version__service", "applicant", "subject", "assignee__person")


def _decided_first_by(user: Any) -> Exists:
    """An appeal against a decision that the user has proposed or signed."""
    first = Decision.objects.filter(case=OuterRef("parent"))
    return Exists(first.filter(Q(proposed_by=user) | Q(signed_by=user)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["answers", "sent_answers", "sources", "saved_at"],
)
class Case(Drafting, Talking, Appealing, Lifecycle):
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
    MOVES = {
        "submit": Move(("draft",), "submitted"),
        "withdraw": Move(("draft", *OPEN), "withdrawn"),
        "expire": Move(("draft",), "expired"),
        "answer": Move(("waiting",), "in_review"),
        "take": Move(("submitted",), "in_review"),
        "assign": Move(OPEN, STAYS),
        "step_on": Move(("in_review",), STAYS),
        "ask": Move(("in_review",), "waiting"),
        "go_on": Move(("waiting",), "in_review"),
        "extend": Move(OPEN, STAYS, needs_reason=True),
        "forward": Move(("submitted", "in_review"), "submitted"),
        "reply": Move((*OPEN, "decided"), STAYS),
        "note": Move((*OPEN, "decided", "closed", "withdrawn"), STAYS),
        "ask_opinion": Move(("in_review", "waiting"), STAYS),
        "give_opinion": Move(OPEN, STAYS),
        "propose": Move(("in_review",), STAYS),
        "decide": Move(("in_review",), "decided"),
        "close": Move(("decided",), "closed"),
        "reopen": Move(("decided", "closed"), "in_review", needs_reason=True),
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
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    desk_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("opened at the desk by"),
    )  # fmt: skip
    claim_hash = models.CharField(max_length=64, blank=True, editable=False)
    claim_until = models.DateTimeField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)

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
    due_on = models.DateField(_("due"), null=True, editable=False)
    warned_at = models.DateTimeField(null=True, editable=False)
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
        return self.decisions.filter(state__in=["made", "proposed"]).first()

    @property
    def info_request(self) -> InfoRequest | None:
        return self.info_requests.filter(answered_at=None).first()

    @property
    def timeline(self) -> JournalQuerySet:
        """Everything that was done, newest first: the journal of this case."""
        return JournalEntry.objects.about(self)

    def clock(self, today: date | None = None) -> clock.Clock | None:
        """None before the case is sent."""
        if self.submitted_at is None:
            return None
        pauses = [
            clock.Pause(_day(one.asked_at), _day(one.answered_at) if one.answered_at else None)
            for one in self.info_requests.all()
        ]
        return clock.read(
            start=_day(self.submitted_at),
            term=self.term_days,
            pauses=pauses,
            today=today or timezone.localdate(),
            is_working=calendar(),
            stop=_day(self.decided_at) if self.decided_at else None,
        )

    def reckon(self) -> None:
        """Set the last day anew: after a pause, an extension or a moved working day."""
        reading = self.clock()
        self.due_on = reading.due if reading else None

    def tell(self, kind: str, *, key: str = "", **more: Any) -> None:
        """Queue a notice to everybody on the citizen's side who has an account, once for each key."""
        names = {"number": self.number, "service": self.version.service_id, **more}
        if self.is_about_another:
            names["child"] = self.subject.name
        for user in {person.user for person in (self.applicant, self.subject) if person.user}:
            notices.send(kind, to=user, key=f"{self.number}:{key}", **names)


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
