"""Versions: what the registry says of an institution, day by day. Written only by `record`, from events."""

from datetime import date
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey
from registry.attributes import COLUMNS, Attributes
from registry.narrowing import BRIEF, Narrowing


class VersionQuerySet(Narrowing):
    """The lists of a day: the same questions as of today's rows."""

    subject = "institution__"

    def visible_to(self, user: Any) -> "VersionQuerySet":
        """The registry is public: everybody sees every version that holds."""
        return self.known()

    def known(self) -> "VersionQuerySet":
        """What is held true now; versions that a later event replaced stay to be read."""
        return self.filter(superseded_at=None)

    def on(self, day: date) -> "VersionQuerySet":
        return self.known().filter(valid__contains=day)

    def begun_since(self, day: date) -> "VersionQuerySet":
        """Those that began on a day after they had been recorded, from `day` until today."""
        known_before = models.F("recorded_at__date")
        return self.known().filter(
            valid__startswith__gte=day,
            valid__startswith__lte=timezone.localdate(),
            valid__startswith__gt=known_before,
        )

    def in_brief(self) -> "VersionQuerySet":
        return self.select_related("institution").only("institution__code", *BRIEF)

    def with_labels(self) -> "VersionQuerySet":
        return super().with_labels().select_related("institution")


class InstitutionVersion(Attributes):
    """An institution as it was on the days of `valid`; unbounded below where the foundation is not known."""

    institution = models.ForeignKey(
        "registry.Institution", models.PROTECT, related_name="versions", verbose_name=_("institution")
    )
    kind = models.ForeignKey("registry.Kind", models.PROTECT, related_name="+", verbose_name=_("kind"))
    registered_unit = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="+", verbose_name=_("territory of registration")
    )
    operating_unit = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("territory of operation"),
    )
    successor = models.ForeignKey(
        "registry.Institution",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("successor"),
    )
    parent = models.ForeignKey(
        "registry.Institution",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("branch of"),
    )
    event = models.ForeignKey(
        "registry.LifecycleEvent", models.PROTECT, related_name="+", verbose_name=_("event")
    )
    valid = DateRangeField(_("valid"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    superseded_at = models.DateTimeField(_("replaced"), null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an institution")
        verbose_name_plural = _("versions of institutions")
        constraints = [
            ExclusionConstraint(
                name="version_never_overlaps",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at=None),
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="version_has_days"),
        ]
        indexes = [
            models.Index(AzKey("name_az"), "id", name="version_in_order", condition=Q(superseded_at=None)),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="version_stays", exclude=["superseded_at"]),
            pgtrigger.Protect(
                name="version_replaced_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__superseded_at__isnull=False),
            ),
            pgtrigger.Protect(name="version_never_deleted", operation=pgtrigger.Delete),
        ]

    @property
    def code(self) -> str:
        return self.institution.code

    @property
    def state_word(self) -> Any:
        return self.STATES[self.state]

    def get_absolute_url(self) -> str:
        return f"{self.institution.get_absolute_url()}?as_of={self.valid.lower or date.min}"


TOLD_BY_EVENTS = pgtrigger.Trigger(
    name="told_by_events",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf(*COLUMNS),
    timing=pgtrigger.Deferred,
    func=f"""
        IF NOT EXISTS (
            SELECT FROM registry_institution AS today
            JOIN registry_institutionversion AS version ON version.institution_id = today.id
            WHERE today.id = NEW.id AND version.superseded_at IS NULL
              AND ({", ".join(f"version.{column}" for column in COLUMNS)})
                  IS NOT DISTINCT FROM ({", ".join(f"today.{column}" for column in COLUMNS)}))
        THEN
            RAISE EXCEPTION 'institution % differs from what its events say', NEW.code
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    """,  # noqa: S608 -- names of columns, nothing from outside
)
