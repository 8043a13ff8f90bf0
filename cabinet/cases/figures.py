"""How the services do, in the open: counted every night, read from one row a service.

Days are calendar days from receipt to decision, waiting for the citizen included. What is fewer than `SMALL`
is never told, so that nobody is recognised.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Now, TruncDate
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cabinet.cases.models import Case, Decision
from cabinet.services.models import Service
from cabinet.services.versions import ServiceVersion

SMALL = 10
PERIOD = timedelta(days=365)


class Percentile(Aggregate):
    """`percentile_cont`: the value below which this fraction of the rows lies."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"


class ServiceFiguresQuerySet(models.QuerySet["ServiceFigures"]):
    def in_the_open(self) -> "ServiceFiguresQuerySet":
        """Of services that are published."""
        rows = self.filter(service__in=Service.objects.published()).select_related("service")
        in_use = models.Prefetch("service__versions", queryset=ServiceVersion.objects.published())
        return rows.prefetch_related(in_use).order_by("service__order", "service__slug")


class ServiceFigures(models.Model):
    """What is known of a service over one period; written anew every night."""

    service = models.OneToOneField(
        Service, models.CASCADE, related_name="figures", primary_key=True, verbose_name=_("service")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    received = models.PositiveIntegerField(_("received"), default=0)
    decided = models.PositiveIntegerField(_("decided"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    late = models.PositiveIntegerField(_("decided late"), default=0)
    median_days = models.PositiveIntegerField(_("half are decided within, days"), null=True)
    ninetieth_days = models.PositiveIntegerField(_("nine of ten are decided within, days"), null=True)
    grounds = models.JSONField(_("grounds for refusal"), default=dict)
    counted_at = models.DateTimeField(_("counted"), db_default=Now())

    objects = ServiceFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a service")
        verbose_name_plural = _("figures of services")

    def __str__(self) -> str:
        return str(self.service)

    def words_of(self, code: str) -> str:
        """A ground for refusal as the edition in use calls it; its code when that edition dropped it."""
        edition = next(iter(self.service.versions.all()), None)
        named = edition.definition.get("grounds", []) if edition else []
        text = next((one["text"] for one in named if one.get("code") == code), {})
        return text.get((get_language() or "az")[:2]) or text.get("az") or code

    @property
    def shown(self) -> "Shown":
        return Shown.of(self)


@dataclass(frozen=True)
class Shown:
    """The same as it may be told: None stands for "fewer than ten"."""

    received: int | None
    decided: int | None
    median_days: int | None
    ninetieth_days: int | None
    refused_percent: int | None
    late_percent: int | None
    grounds: list[tuple[str, int]]

    @classmethod
    def of(cls, row: ServiceFigures) -> "Shown":
        enough = row.decided >= SMALL
        grounds = sorted(row.grounds.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls(
            received=told(row.received),
            decided=told(row.decided),
            median_days=row.median_days if enough else None,
            ninetieth_days=row.ninetieth_days if enough else None,
            refused_percent=_share(row.refused, row.decided),
            late_percent=_share(row.late, row.decided),
            grounds=[(code, count) for code, count in grounds if count >= SMALL],
        )


def told(count: int) -> int | None:
    """A count as anybody may read it; None stands for "fewer than ten"."""
    return count if count == 0 or count >= SMALL else None


def _share(part: int, whole: int) -> int | None:
    """In percent; not told where the part or what it leaves could be one person."""
    is_small = whole < SMALL or 0 < part < SMALL or 0 < whole - part < SMALL
    return None if is_small else round(100 * part / whole)


def count(today: date | None = None) -> int:
    """Write the figures of the year before `today` for every service; answers how many. Twice is once."""
    until = (today or timezone.localdate()) - timedelta(days=1)
    since = until - PERIOD
    received, decided, grounds = _received(since, until), _decided(since, until), _grounds(since, until)
    rows = [
        ServiceFigures(
            service=service,
            since=since,
            until=until,
            received=received.get(service.pk, 0),
            grounds=grounds.get(service.pk, {}),
            counted_at=timezone.now(),
            **decided.get(service.pk, {}),
        )
        for service in Service.objects.published()
    ]
    with transaction.atomic():
        ServiceFigures.objects.all().delete()
        ServiceFigures.objects.bulk_create(rows)
    return len(rows)


def _received(since: date, until: date) -> dict[int, int]:
    rows = Case.objects.filter(submitted_at__date__range=(since, until)).order_by()
    return dict(rows.values_list("version__service").annotate(count=Count("pk")))


def _decided(since: date, until: date) -> dict[int, dict[str, Any]]:
    took = ExpressionWrapper(F("decided_at") - F("submitted_at"), DurationField())
    rows = Case.objects.filter(decided_at__date__range=(since, until)).order_by()
    found = rows.values("version__service").annotate(
        decided=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=TruncDate("decided_at"))),
        median=Percentile(took, fraction=0.5),
        ninetieth=Percentile(took, fraction=0.9),
    )
    refused = _refused(since, until)
    return {
        row["version__service"]: {
            "decided": row["decided"],
            "late": row["late"],
            "refused": refused.get(row["version__service"], 0),
            "median_days": row["median"].days,
            "ninetieth_days": row["ninetieth"].days,
        }
        for row in found
    }


def _refused(since: date, until: date) -> dict[int, int]:
    rows = _refusals(since, until).values_list("case__version__service")
    return dict(rows.annotate(count=Count("pk")))


def _grounds(since: date, until: date) -> dict[int, dict[str, int]]:
    """Service → code of a ground → how many refusals name it."""
    each = models.Func(F("grounds"), function="jsonb_array_elements_text", output_field=models.TextField())
    rows = _refusals(since, until).values("case__version__service", code=each)
    found: dict[int, dict[str, int]] = {}
    for service, code in rows.values_list("case__version__service", "code"):
        named = found.setdefault(service, {})
        named[code] = named.get(code, 0) + 1
    return found


def _refusals(since: date, until: date) -> models.QuerySet[Decision]:
    """Decisions in force; the day is the day of the case's decision, as in the other figures."""
    rows = Decision.objects.filter(state="made", outcome="refused")
    return rows.filter(case__decided_at__date__range=(since, until)).order_by()
