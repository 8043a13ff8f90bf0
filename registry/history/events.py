"""Events in the life of institutions: the only thing that changes what the registry says of them."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.history.kinds import TITLES, WITHOUT_ACT, WITHOUT_DAY
from registry.mandates import reaches_the_country

NEVER_DELETED = pgtrigger.Protect(name="event_never_deleted", operation=pgtrigger.Delete)


class EventQuerySet(models.QuerySet["LifecycleEvent"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """What happened to an institution is as public as the institution."""
        return self

    def editable_by(self, user: Any) -> "EventQuerySet":
        """Struck out only by those who keep the registry of the whole country."""
        return self if reaches_the_country(user, "registry.change_lifecycleevent") else self.none()

    def valid(self) -> "EventQuerySet":
        return self.filter(voided_at=None)

    def of(self, institution: Any) -> "EventQuerySet":
        return self.filter(effects__institution=institution)

    def in_full(self) -> "EventQuerySet":
        """With the act and all institutions that had a part in it."""
        return self.select_related("act").prefetch_related("effects__institution")


class LifecycleEvent(models.Model):
    """Something that happened on a day, by an act. It is never rewritten; struck out, it counts no more."""

    PRECISIONS = {
        "day": pgettext_lazy("precision", "day"),
        "month": pgettext_lazy("precision", "month"),
        "year": pgettext_lazy("precision", "year"),
        "unknown": pgettext_lazy("precision", "unknown"),
    }

    kind = models.CharField(_("event"), max_length=16, choices=TITLES)
    on = models.DateField(pgettext_lazy("event", "day"), null=True, blank=True)
    precision = models.CharField(_("known to the"), max_length=8, choices=PRECISIONS, default="day")
    act = models.ForeignKey(
        "registry.LegalAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("legal act"),
    )
    reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    voided_at = models.DateTimeField(_("struck out"), null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("struck out by"),
    )
    void_reason = models.TextField(_("why it was struck out"), blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of an institution")
        verbose_name_plural = _("events of institutions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(on__isnull=False) | Q(kind__in=WITHOUT_DAY), name="event_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(act__isnull=False) | ~Q(reason="") | Q(kind__in=WITHOUT_ACT),
                name="event_rests_on_an_act_or_a_reason",
                violation_error_message=_("Name the act, or write the reason."),
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="event_struck_out_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["-on", "-id"], name="event_by_day")]
        triggers = [
            pgtrigger.ReadOnly(name="event_stays", exclude=["voided_at", "voided_by", "void_reason"]),
            pgtrigger.Protect(
                name="event_struck_out_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False),
            ),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return str(TITLES[self.kind])

    @property
    def may_be_struck_out(self) -> bool:
        """The entry itself stays: an institution without it would never have been."""
        return self.voided_at is None and self.kind != "register"


class EffectQuerySet(models.QuerySet["Effect"]):
    def told_of(self, institution: Any) -> "EffectQuerySet":
        """What happened to it and still counts, with the acts."""
        return self.filter(institution=institution, event__voided_at=None).select_related("event__act")


class Effect(models.Model):
    """What an event changed of one institution. `changes`: column → value, from the day of the event on."""

    ROLES = {
        "subject": pgettext_lazy("part in an event", "subject"),
        "heir": pgettext_lazy("part in an event", "successor"),
    }

    event = models.ForeignKey(LifecycleEvent, models.PROTECT, related_name="effects", verbose_name=_("event"))
    institution = models.ForeignKey(
        "registry.Institution", models.PROTECT, related_name="effects", verbose_name=_("institution")
    )
    role = models.CharField(_("part"), max_length=8, choices=ROLES, default="subject")
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect of an event")
        verbose_name_plural = _("effects of events")
        constraints = [models.UniqueConstraint(fields=["institution", "event"], name="effect_once")]
        triggers = [pgtrigger.Protect(name="effect_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.event}: {self.institution}"
