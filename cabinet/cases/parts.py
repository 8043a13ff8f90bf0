"""What hangs on a case: words, questions, opinions, papers, the decision."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cabinet.cases.offices import of_office
from cabinet.cases.signing import Signing
from cabinet.files.models import Attachment
from eculture.documents import IssuedDocument
from eculture.lifecycle import Lifecycle, Move

CASE = "cabinet.Case"
LONGEST_TEXT = 8000


class Message(models.Model):
    """What one side wrote to the other; a note stays among the staff."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_from_staff = models.BooleanField(default=False)
    is_note = models.BooleanField(_("note for colleagues"), default=False)
    text = models.TextField(_("message"), max_length=LONGEST_TEXT)
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    sensitive = frozenset({"text"})

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_note=False) | Q(is_from_staff=True), name="notes_are_of_staff"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="message_of_case")]
        triggers = [
            pgtrigger.Protect(name="message_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="message_keeps_its_words",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((to_jsonb(NEW) - 'read_at') IS DISTINCT FROM (to_jsonb(OLD) - 'read_at'))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%d.%m.%Y}"


class InfoRequest(models.Model):
    """What the officer needs from the citizen, item by item, until a day; meanwhile the clock stands."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="info_requests")
    items = models.JSONField(_("what is needed"), default=list)
    text = models.TextField(_("explanation"), blank=True, max_length=LONGEST_TEXT)
    due_on = models.DateField(_("until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    answer = models.TextField(_("answer"), blank=True, max_length=LONGEST_TEXT)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    # Translators: a request for information that ended without an answer
    lapsed = models.BooleanField(_("not answered in time"), default=False, editable=False)

    sensitive = frozenset({"text", "answer", "items"})

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None), name="one_open_request_of_case"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="open_request_due")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on:%d.%m.%Y}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def of_office(self, user: Any) -> "OpinionQuerySet":
        """Asked of the units whose experts the user is one of."""
        return self.filter(of_office(user, "cabinet.give_opinion"))

    def open(self) -> "OpinionQuerySet":
        return self.filter(given_at=None)


class Opinion(models.Model):
    """A second opinion by another unit: asked by the officer in charge, given by an expert."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="opinions")
    institution = models.ForeignKey(
        "registry.Institution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("asked institution"),
    )  # fmt: skip
    region = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked region"),
    )
    question = models.TextField(_("question"), max_length=LONGEST_TEXT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    is_favourable = models.BooleanField(_("in favour"), null=True)
    text = models.TextField(_("opinion"), blank=True, max_length=LONGEST_TEXT)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("given"), null=True, editable=False)

    objects = OpinionQuerySet.as_manager()
    sensitive = frozenset({"question", "text"})

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(institution=None) | Q(region=None), name="opinion_of_one_unit"
            ),
            models.CheckConstraint(
                condition=Q(given_at=None) | ~Q(given_by=models.F("asked_by")), name="opinion_is_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%d.%m.%Y}"


class Paper(models.Model):
    """A file in a case, and to which question it belongs."""

    case = models.ForeignKey(CASE, models.PROTECT, related_name="papers")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="papers")
    field = models.CharField(_("question of the form"), max_length=60, blank=True)
    info_request = models.ForeignKey(
        InfoRequest, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="papers")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("paper of a case")
        verbose_name_plural = _("papers of cases")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "attachment"], name="paper_once_in_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"


class Decision(Signing, Lifecycle):
    """What was decided on a case, on which grounds, by whom; the paper of it can be verified by anyone."""

    OUTCOMES = {
        # Translators: the outcome of a case
        "approved": _("granted"),
        "partly": _("granted in part"),
        "refused": _("refused"),
    }
    STATES = {
        "proposed": _("proposed"),
        "returned": _("returned to the officer"),
        "made": _("made"),
        "overturned": _("no longer in force"),
    }
    MOVES = {
        "make": Move(("proposed",), "made"),
        "sign": Move(("proposed",), "made"),
        "send_back": Move(("proposed",), "returned", needs_reason=True),
        "overturn": Move(("made",), "overturned", needs_reason=True),
    }

    case = models.ForeignKey(CASE, models.PROTECT, related_name="decisions")
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="proposed", editable=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=OUTCOMES)
    grounds = models.JSONField(_("grounds"), default=list, help_text=_("Codes of the grounds for refusal."))
    text = models.TextField(_("reasons in words"), max_length=LONGEST_TEXT)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), null=True, editable=False)
    # Translators: when the citizen has opened the decision
    read_at = models.DateTimeField(_("read"), null=True, editable=False)
    appeal_until = models.DateField(_("appeal until"), null=True, editable=False)
    overturned_at = models.DateTimeField(_("taken out of force"), null=True, editable=False)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, editable=False, related_name="decisions"
    )

    journaled = ("signed_by_id", "document_id")
    sensitive = frozenset({"text"})

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["proposed", "made"]), name="one_live_decision_of_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "returned"]) | Q(made_at__isnull=False),
                name="decision_made_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(grounds=[]), name="refusal_names_its_grounds"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("proposed_by")),
                name="decision_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="overturned") | Q(overturned_at__isnull=False),
                name="decision_overturned_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(state="proposed"), name="decision_to_be_signed"),
            models.Index(fields=["appeal_until"], condition=Q(state="made"), name="decision_appeal_until"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="two_people_where_asked",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state = 'made' AND NEW.signed_by_id IS NULL"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM cabinet_case c JOIN cabinet_serviceversion v ON v.id = c.version_id
                        WHERE c.id = NEW.case_id AND v.needs_two
                    ) THEN
                        RAISE EXCEPTION 'this service asks for two people';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_outcome_display()}"

    @property
    def can_be_appealed(self) -> Any:
        return self.state == "made" and self.outcome != "approved"
