"""How complete the registry is: an explained score of each record, office and the country, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.care.confirmations import Confirmation
from registry.classifiers import Kind
from registry.institutions import Institution
from registry.territory import Unit

FRESH = 365  # days
FIRST = 3


TITLES = {
    "place": _("coordinates"),
    "address": _("address"),
    "phone": _("telephone"),
    "website": _("website"),
    "founded": _("year of foundation"),
    "english": _("name in English"),
    "russian": _("name in Russian"),
    "voen": _("VÖEN, or the institution whose branch it is"),
    "figures": _("figures of its kind"),
    "fresh": _("a change within a year"),
    "confirmed": _("a confirmation within a year"),
}
REASONS = {
    "place": _("Families find the place on the map."),
    "address": _("A visitor and a letter arrive."),
    "phone": _("People ask before they come."),
    "website": _("Opening hours and news are read there."),
    "founded": _("Without it the registry of an earlier day counts the institution by guess."),
    "english": _("Guests of the country find it."),
    "russian": _("Guests of the country find it."),
    "voen": _("Other registers of the state know it by this number."),
    "figures": _("Reports add them up."),
    "fresh": _("Nobody has looked at the record for a year."),
    "confirmed": _("The people of the institution have not said for a year that the card is right."),
}


def rules() -> dict[str, Any]:
    """Code → what a good record has. The weights are data, see `Criterion`; `fresh` depends on the day."""
    year_ago = timezone.now() - timedelta(days=FRESH)
    said = Confirmation.objects.filter(on__gt=timezone.localdate() - timedelta(days=FRESH))
    return {
        "place": Q(lat__isnull=False),
        "address": ~Q(address=""),
        "phone": ~Q(phone=""),
        "website": ~Q(website=""),
        "founded": Q(founded__isnull=False),
        "english": ~Q(name_en=""),
        "russian": ~Q(name_ru=""),
        "voen": Q(voen__isnull=False) | Q(parent__isnull=False),
        "figures": ~Q(figures={}) | ~Q(kind__in=Kind.objects.counted()),
        "fresh": Q(updated_at__gte=year_ago),
        "confirmed": Exists(said.filter(institution=OuterRef("pk"))),
    }


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def weights(self) -> dict[str, int]:
        """Code → weight, of those that count."""
        return dict(self.filter(weight__gt=0).values_list("code", "weight"))


class Criterion(models.Model):
    """How much a part of a record weighs in its score."""

    CODES = TITLES

    code = models.CharField(_("code"), max_length=16, unique=True, choices=CODES)
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("quality", "weight"), default=10, help_text=_("0: it does not count.")
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion of quality")
        verbose_name_plural = _("criteria of quality")
        ordering = ["-weight", "code"]

    def __str__(self) -> str:
        return str(self.get_code_display())


class QualityDay(models.Model):
    """The mean score of a region on a day, for the trend."""

    day = models.DateField(_("day"))
    region = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("economic region"))
    records = models.PositiveIntegerField(_("institutions"))
    points = models.FloatField(_("sum of scores"))

    class Meta:
        verbose_name = _("quality of a day")
        verbose_name_plural = _("quality by day")
        constraints = [models.UniqueConstraint(fields=["day", "region"], name="quality_once_a_day")]

    def __str__(self) -> str:
        return f"{self.region}, {self.day}"


@dataclass(frozen=True)
class Score:
    """A score from 0 to 100 with what it lacks: (missing, why, points it would add), heaviest first."""

    points: int
    lacks: tuple[tuple[Any, Any, float], ...]


def points_of(weights: dict[str, int]) -> Any:
    """The score of a row in a query, from 0 to 100."""
    known, whole = rules(), sum(weights.values()) or 1
    parts = [
        Case(When(known[code], then=Value(weight)), default=Value(0)) for code, weight in weights.items()
    ]
    total = sum(parts[1:], parts[0]) if parts else Value(0)
    return ExpressionWrapper(total * Value(100.0) / Value(whole), output_field=FloatField())


def score_of(institution: Institution) -> Score:
    """The score of one record, explained; one question for the weights and one for the record."""
    weights, known = Criterion.objects.weights(), rules()
    whole = sum(weights.values()) or 1
    asked = {
        f"has_{code}": Case(When(known[code], then=Value(True)), default=Value(False)) for code in weights
    }
    row = Institution.objects.filter(pk=institution.pk).values(**asked).get() if asked else {}
    missing = sorted((code for code in weights if not row[f"has_{code}"]), key=lambda code: -weights[code])
    lacks = tuple((TITLES[code], REASONS[code], 100 * weights[code] / whole) for code in missing)
    return Score(round(100 - sum(points for _what, _why, points in lacks)), lacks)


def lacking(rows: QuerySet[Institution], code: str) -> QuerySet[Institution]:
    """Those that lack a part; the list that a number of the page opens."""
    known = rules()
    return rows.exclude(pk__in=rows.filter(known[code]).values("pk")) if code in known else rows


def by_region(rows: QuerySet[Institution]) -> list[dict[str, Any]]:
    """Region → how many records and the sum of their scores."""
    weights = Criterion.objects.weights()
    if not weights:
        return []
    scored = rows.annotate(score=points_of(weights)).order_by()
    sums = scored.values(region=F("registered_unit__region")).annotate(
        records=Count("*"), points=Sum("score")
    )
    return list(sums.order_by("region"))


def mean(rows: Iterable[dict[str, Any]]) -> int | None:
    """The mean score of all records of these regions."""
    rows = list(rows)
    records = sum(row["records"] for row in rows)
    return round(sum(row["points"] for row in rows) / records) if records else None


@dataclass(frozen=True)
class Mend:
    """A thing to mend: in how many records, and how much the mean score would rise."""

    code: str
    missing: Any
    why: Any
    count: int
    gain: float


def to_mend(rows: QuerySet[Institution], total: int) -> list[Mend]:
    """The three parts that would raise the mean score most."""
    weights, known = Criterion.objects.weights(), rules()
    if not (weights and total):
        return []
    whole = sum(weights.values())
    counts = rows.order_by().aggregate(**{code: Count("pk", filter=known[code]) for code in weights})
    found = [
        Mend(
            code,
            TITLES[code],
            REASONS[code],
            total - counts[code],
            100 * weight * (total - counts[code]) / total / whole,
        )
        for code, weight in weights.items()
        if counts[code] < total
    ]
    return sorted(found, key=lambda one: (-one.gain, one.code))[:FIRST]


def measure(day: date | None = None) -> int:
    """Keep the scores of a day for the trend; run again, they are the same day's."""
    day = day or timezone.localdate()
    rows = [
        QualityDay(day=day, region_id=row["region"], records=row["records"], points=row["points"])
        for row in by_region(Institution.objects.active())
    ]
    QualityDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "region"], update_fields=["records", "points"]
    )
    return len(rows)


def trend(regions: Iterable[int], *, days: int = 180) -> list[float]:
    """The mean score of these regions on each day that was measured, oldest first."""
    since = timezone.localdate() - timedelta(days=days)
    kept = QualityDay.objects.filter(region__in=list(regions), day__gte=since).order_by("day")
    sums = kept.values("day").annotate(mean=Sum("points") / Sum("records", output_field=FloatField()))
    return [round(row["mean"], 1) for row in sums]
