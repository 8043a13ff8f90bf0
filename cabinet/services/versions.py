"""A service as staff have written it down: its form, terms and decisions; frozen once it is published."""

import hashlib
import json
from copy import deepcopy
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from cabinet.services.grammar import Fault
from cabinet.services.models import Service
from cabinet.services.publishing import faults
from cabinet.services.texts import said
from eculture import journal
from eculture.lifecycle import Lifecycle, Move, lock, move
from eculture.refusals import Refusal

COPIED = ("definition", "term_days", "extended_days", "appeal_days", "route", "needs_two")


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    def published(self) -> "ServiceVersionQuerySet":
        return self.filter(state="published")

    def visible_to(self, user: Any) -> "ServiceVersionQuerySet":
        """What runs or has run is public, as the passport of a service is; drafts are for staff."""
        return self if user.has_perm("cabinet.view_serviceversion") else self.exclude(state="draft")

    def editable_by(self, user: Any) -> "ServiceVersionQuerySet":
        may = user.has_perm("cabinet.change_serviceversion")
        return self.filter(state="draft") if may else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ServiceVersion(Lifecycle):
    """One edition of a service; a case keeps the one under which it was begun."""

    STATES = {"draft": _("being written"), "published": _("in use"), "retired": _("no longer in use")}
    MOVES = {
        "publish": Move(("draft",), "published"),
        "retire": Move(("published",), "retired"),
    }
    DEEDS = {
        "publish": pgettext_lazy("deed", "Edition published"),
        "retire": pgettext_lazy("deed", "Edition taken out of use"),
        "write": pgettext_lazy("deed", "Edition written"),
        "open_next": pgettext_lazy("deed", "Next edition begun"),
    }
    # Translators: who decides a case of a service
    ROUTES = {
        "ministry": _("the ministry"),
        "region": _("the regional office of the place"),
        "institution": _("the institution that the case is about"),
    }

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions", verbose_name=_("service"))
    number = models.PositiveIntegerField(_("edition"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="draft", editable=False)
    definition = models.JSONField(
        _("definition"),
        default=dict,
        help_text=_(
            "The form as JSON Schema, its steps, conditions, decisions; docs/how-to/write-a-service.md"
        ),
    )
    term_days = models.PositiveSmallIntegerField(_("term in working days"), default=15)
    extended_days = models.PositiveSmallIntegerField(
        _("extended term in working days"), default=30, help_text=_("When the case needs an investigation.")
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=30)
    route = models.CharField(_("who decides"), max_length=12, choices=ROUTES, default="ministry")
    needs_two = models.BooleanField(
        _("two people decide"), default=False, help_text=_("One proposes the decision, another one signs it.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = ServiceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a service")
        verbose_name_plural = _("editions of services")
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_number_of_service"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="published"), name="one_published_version_of_service"
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="draft"), name="one_draft_version_of_service"
            ),
            models.CheckConstraint(
                condition=Q(extended_days__gte=models.F("term_days")), name="version_extended_is_longer"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD)"
                    " AND (OLD.state <> 'published' OR NEW.state <> 'retired'"
                    " OR (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state'))"
                ),
            ),
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'draft'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.number}"

    @property
    def grounds(self) -> list[dict[str, str]]:
        """Why a case may be refused: code, act, article and text in the reader's language."""
        return [
            {**ground, "act": said(ground["act"]), "text": said(ground["text"])}
            for ground in self.definition.get("grounds", ())
        ]

    @property
    def faults(self) -> list[Fault]:
        """What hinders publishing, line by line."""
        return faults(self.definition, route=self.route)

    def refusal_to_publish(self) -> Refusal | None:
        found = self.faults
        if not found:
            return None
        message = ngettext(
            "The edition cannot be published. To correct: %(count)s place. %(first)s",
            "The edition cannot be published. To correct: %(count)s places. %(first)s",
            len(found),
        ) % {"count": len(found), "first": found[0]}
        return Refusal(message, code="faults", field="definition", faults=[str(fault) for fault in found])

    @move
    def publish(self, *, by: Any) -> None:
        """Put the edition in use and the one before out of it; running cases keep theirs."""
        for one in ServiceVersion.objects.filter(service=self.service_id).published():
            one.retire(by=by)
        self.published_at = timezone.now()

    @move
    def retire(self, *, by: Any) -> None:
        """No new case begins on it."""

    @property
    def before(self) -> "ServiceVersion | None":
        """The edition that this one follows."""
        rows = ServiceVersion.objects.filter(service=self.service_id, number__lt=self.number)
        return rows.order_by("-number").first()

    @property
    def fingerprint(self) -> str:
        """What an editor has seen: changes with everything that can be written."""
        seen = json.dumps([getattr(self, name) for name in COPIED], sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()

    def refusal_to_write(self, *, seen: str) -> Refusal | None:
        if self.state != "draft":
            return Refusal(_("An edition in use is not changed. Open the next one."), code="frozen")
        if seen != self.fingerprint:
            message = _(
                "Somebody has saved this edition since you opened it. What you typed is kept below; what has "
                "been saved meanwhile stands under it. Save again to replace it with yours."
            )
            return Refusal(message, code="changed")
        return None

    def write(self, *, by: Any, seen: str, **values: Any) -> None:
        """Save a draft, if it is still as its editor saw it."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_write(seen=seen)
            if refusal:
                raise refusal
            changed = [name for name, value in values.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, values[name])
            self.save()
            journal.record("write", on=self, by=by, after={"changed": changed})

    def open_next(self, *, by: Any) -> "ServiceVersion":
        """A draft that begins as this edition; the one that is being written already, if there is one."""
        with transaction.atomic():
            lock(self.service)
            rows = ServiceVersion.objects.filter(service=self.service_id)
            draft = rows.filter(state="draft").first()
            if draft:
                return draft
            copied = {name: deepcopy(getattr(self, name)) for name in COPIED}
            number = rows.aggregate(last=models.Max("number"))["last"] + 1
            draft = ServiceVersion.objects.create(service=self.service, number=number, made_by=by, **copied)
            journal.record("open_next", on=draft, by=by, after={"from": self.number, "number": number})
        return draft
