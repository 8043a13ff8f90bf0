"""A service as staff have written it down: its form, terms and decisions; frozen once it is published."""

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cabinet.services.models import Service
from eculture.lifecycle import Lifecycle, Move


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    def published(self) -> "ServiceVersionQuerySet":
        return self.filter(state="published")

    def visible_to(self, user: Any) -> "ServiceVersionQuerySet":
        """What runs or has run is public, as the passport of a service is; drafts are their authors'."""
        return self if user.has_perm("cabinet.change_serviceversion") else self.exclude(state="draft")

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
                    "OLD.state <> 'draft'"
                    " AND (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state')"
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
