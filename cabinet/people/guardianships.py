"""Who represents a child, from when to when, and how far."""

from datetime import date
from typing import Any

import pghistory
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.refusals import Refusal

ADULT_AT = 18


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where there is no 29."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    def live(self, on: date | None = None) -> "GuardianshipQuerySet":
        """In force on a day (today): begun, not ended, and the child still under age."""
        day = on or timezone.localdate()
        return self.filter(
            Q(until=None) | Q(until__gt=day),
            since__lte=day,
            child__birth_date__gt=years_before(day, ADULT_AT),
        ).exclude(limit="nothing", limit_since__lte=day)

    def acting(self, on: date | None = None) -> "GuardianshipQuerySet":
        """In force, and no court lets the guardian only look."""
        day = on or timezone.localdate()
        return self.live(day).exclude(limit="look", limit_since__lte=day)

    def standing(self) -> "GuardianshipQuerySet":
        """Not ended, limited or not."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.localdate()))

    def visible_to(self, user: Any) -> "GuardianshipQuerySet":
        if user.has_perm("cabinet.view_guardianship"):
            return self
        return self.filter(guardian__user=user) if user.is_authenticated else self.none()

    def editable_by(self, user: Any) -> "GuardianshipQuerySet":
        rows = self.live()
        if user.has_perm("cabinet.change_guardianship"):
            return rows
        return rows.filter(guardian__user=user) if user.is_authenticated else rows.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Guardianship(models.Model):
    """The right of an adult to act for a child, from a day on and, when it has ended, up to a day."""

    KINDS = {
        "parent": _("parent"),
        "tutor": _("guardian of a child under 14"),
        "trustee": _("trustee of a child of 14–18"),
    }
    LIMITS = {
        "look": _("looks and does not act"),
        "nothing": _("neither looks nor acts"),
    }
    sensitive = frozenset({"document"})
    DEEDS = {
        "add_child": pgettext_lazy("deed", "Child added by the guardian"),
        "confirm_guardianship": pgettext_lazy("deed", "Confirmed by staff"),
        "change_guardianship": pgettext_lazy("deed", "Changed by staff"),
        "end_guardianship": pgettext_lazy("deed", "Right ended"),
    }

    guardian = models.ForeignKey(
        "cabinet.Person", models.PROTECT, related_name="guardianships", verbose_name=_("guardian")
    )
    child = models.ForeignKey(
        "cabinet.Person",
        models.PROTECT,
        related_name="guardianships_over",
        verbose_name=_("child"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default="parent")
    since = models.DateField(_("valid from"), default=timezone.localdate)
    until = models.DateField(
        _("ended on"),
        null=True,
        blank=True,
        help_text=_("The first day without the right."),
    )
    document = models.CharField(_("basis document"), max_length=120, blank=True)
    limit = models.CharField(
        _("limited by a court"),
        max_length=7,
        choices=LIMITS,
        blank=True,
        help_text=_("Empty: the guardian acts for the child."),
    )
    limit_since = models.DateField(_("limited from"), null=True, blank=True)
    limit_act = models.CharField(
        _("act of the court"), max_length=120, blank=True, help_text=_("Number and date.")
    )

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(guardian=F("child")),
                name="guardianship_of_another",
                violation_error_message=_("Nobody represents oneself. Choose another person."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="guardianship_ends_after_start",
                violation_error_message=_("The last day cannot be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(limit="", limit_since=None, limit_act="")
                | ~Q(limit="") & Q(limit_since__isnull=False) & ~Q(limit_act=""),
                name="guardianship_limited_by_an_act",
                violation_error_message=_("A limit needs its first day and the act of the court."),
            ),
            models.UniqueConstraint(
                fields=["guardian", "child"],
                condition=Q(until=None),
                name="guardianship_once_at_a_time",
                violation_error_message=_("This person already represents the child."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} → {self.child}"

    @property
    def only_looks(self) -> bool:
        """Whether a court lets the guardian look and not act, today."""
        return self.limit == "look" and self.limit_since <= timezone.localdate()

    def refusal_to_end(self) -> Refusal | None:
        return Refusal(_("This guardianship has already ended."), code="ended") if self.until else None

    def end(self, *, by: Any, reason: str = "") -> None:
        """End the right at once."""
        with transaction.atomic():
            guardianship = Guardianship.objects.select_for_update(of=("self",)).get(pk=self.pk)
            refusal = guardianship.refusal_to_end()
            if refusal:
                raise refusal
            self.until = guardianship.until = timezone.localdate()
            guardianship.save(update_fields=["until"])
            journal.record(
                "end_guardianship",
                on=self,
                by=by,
                after={"until": self.until},
                reason=reason,
            )
