from typing import Any
from uuid import uuid4

import pgtrigger
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eculture.jobs import Job
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace
from schools.admissions.record import fingerprint_of_results, written

COMPARABLE = ("computed", "publishing", "published")
UNPUBLISHED = ("asked", "computed", "publishing")
PUBLISHED_STAYS = """
    IF (SELECT state FROM schools_placementrun WHERE id = OLD.run_id) = 'published' THEN
        RAISE EXCEPTION 'a published result never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class PlacementRunQuerySet(models.QuerySet["PlacementRun"]):
    def visible_to(self, user: Any) -> "PlacementRunQuerySet":
        """Published runs are public; calculations are seen by staff."""
        return self if user.has_perm("schools.view_placementrun") else self.published()

    def with_results(self) -> "PlacementRunQuerySet":
        return self.filter(state__in=COMPARABLE).select_related("campaign")

    def published(self) -> "PlacementRunQuerySet":
        return self.filter(state="published")

    def unpublished(self) -> "PlacementRunQuerySet":
        return self.filter(state__in=UNPUBLISHED)


class PlacementRun(Lifecycle):
    """One calculation of who gets which place; the frozen input's hash lets anybody repeat it."""

    STATES = {
        "asked": _("being calculated"),
        "computed": _("calculated, not published"),
        "publishing": _("being published"),
        "published": _("published"),
        "discarded": _("discarded"),
    }
    MOVES = {
        "complete": Move(("asked",), "computed"),
        "begin_publication": Move(("computed", "publishing"), "publishing"),
        "publish": Move(("publishing",), "published"),
        "discard": Move(("asked", "computed"), "discarded"),
    }

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="runs", verbose_name=_("admissions campaign")
    )
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="asked", editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("job"))
    is_further = models.BooleanField(_("further round"), default=False, db_default=False, editable=False)
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    inputs_sha256 = models.CharField(_("fingerprint of the input"), max_length=64, blank=True, editable=False)
    rules_version = models.CharField(_("version of the rules"), max_length=20, blank=True, editable=False)
    rules = models.JSONField(_("rules"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    candidates = models.PositiveIntegerField(_("candidates"), default=0, editable=False)
    placed = models.PositiveIntegerField(_("placed"), default=0, editable=False)
    results_sha256 = models.CharField(
        _("fingerprint of the result"), max_length=64, blank=True, editable=False
    )
    record = models.FileField(_("record"), upload_to="placements/%Y/%m/%d/", blank=True, editable=False)

    objects = PlacementRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement run")
        verbose_name_plural = _("placement runs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(placed__lte=models.F("candidates")), name="placed_are_candidates"
            ),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state="asked"), name="one_calculation_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state="publishing"), name="one_publication_at_a_time"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="run_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="published_run_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'published'"
                    " AND (to_jsonb(NEW) - 'job_id') IS DISTINCT FROM (to_jsonb(OLD) - 'job_id')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} № {self.pk}"

    @property
    def is_checkable(self) -> bool:
        """Runs from before there were records have none."""
        return self.state == "published" and bool(self.record)

    @property
    def is_stuck(self) -> bool:
        """The publication has begun, but nobody works on it any more: it was cancelled or has failed."""
        return self.state == "publishing" and not (self.job and self.job.is_active)

    @move
    def complete(self, *, inputs: Any, results: Any, by: Any) -> None:
        """Keep what anybody needs to calculate it again; `results` are those of the record."""
        self.rules_version, self.rules = inputs.rules.version, inputs.rules_as_json
        self.inputs_sha256, self.results_sha256 = inputs.sha256, fingerprint_of_results(results)
        self.candidates, self.placed = len(results), sum(1 for _number, place in results if place)
        text = written(inputs, results, year=self.campaign.year, run=self.pk)
        self.record.save(f"{uuid4()}.json", ContentFile(text), save=False)

    @move
    def begin_publication(self, *, by: Any) -> None:
        """From here on families are told; the run can no longer be discarded."""

    @move
    def publish(self, *, by: Any) -> None:
        """Every family has its result."""

    def refusal_to_publish(self) -> Refusal | None:
        waiting = self.results.untold().count()
        message = _("Results not told yet: %(count)s.")
        return Refusal(message % {"count": waiting}, code="untold") if waiting else None

    @move
    def discard(self, *, by: Any) -> None:
        self.results.all().delete()


class PlacementResultQuerySet(models.QuerySet["PlacementResult"]):
    def untold(self) -> "PlacementResultQuerySet":
        return self.filter(told_at=None)

    def with_families(self) -> "PlacementResultQuerySet":
        families = self.select_related("application__child", "application__guardian__user")
        names = ("application__campaign", "place__school__institution", "place__programme__specialty")
        return families.select_related(*names).order_by("pk")


class PlacementResult(models.Model):
    """What a run found for one child, with the reason for each choice."""

    run = models.ForeignKey(PlacementRun, models.CASCADE, related_name="results", verbose_name=_("run"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="results")
    place = models.ForeignKey(
        PlanPlace, models.PROTECT, null=True, related_name="results", verbose_name=_("place")
    )
    points = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    reasons = models.JSONField(_("reasons"), default=list, encoder=DjangoJSONEncoder)
    told_at = models.DateTimeField(_("told"), null=True, editable=False)
    prepared = models.JSONField(_("as the family reads it"), default=dict, db_default={}, editable=False)

    objects = PlacementResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement result")
        verbose_name_plural = _("placement results")
        ordering = ["-run", "application"]
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="one_result_in_a_run"),
        ]
        indexes = [models.Index(fields=["run"], condition=Q(told_at=None), name="result_untold")]
        triggers = [
            pgtrigger.Trigger(
                name="published_results_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=PUBLISHED_STAYS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.place or '–'}"
