"""Two records that may be one institution: found by the portal, decided by an officer."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import NotAllowed
from registry.institutions import Institution
from registry.mandates import reaches_the_country

REASONS = {
    "name": _("names alike"),
    "kind": _("the same kind"),
    "address": _("the same address"),
    "near": _("at most 150 metres apart"),
    "phone": _("the same telephone"),
    "website": _("the same website"),
    "founded": _("founded in the same year"),
    "other_founded": _("founded in different years"),
    "other_cluster": _("kinds of different clusters"),
    "far": _("more than 5 kilometres apart"),
}


class PairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: Any) -> "PairQuerySet":
        """All of them for who looks after the whole country; else as in `editable_by`."""
        return self if reaches_the_country(user, "registry.view_duplicatepair") else self.editable_by(user)

    def editable_by(self, user: Any) -> "PairQuerySet":
        """Both records lie in the officer's care."""
        kept = Institution.objects.editable_by(user).values("pk")
        return self.filter(first__in=kept, second__in=kept)

    def to_decide(self) -> "PairQuerySet":
        return self.filter(state="open")

    def with_labels(self) -> "PairQuerySet":
        parts = ("kind__cluster", "registered_unit__region", "operating_unit__region", "parent")
        return self.select_related(*(f"{one}__{part}" for one in ("first", "second") for part in parts))


class DuplicatePair(Lifecycle):
    """Two records with a score of 100 and what speaks for and against; decided, it is not proposed again."""

    STATES = {
        "open": pgettext_lazy("pair", "to be decided"),
        "apart": pgettext_lazy("pair", "two institutions"),
        "united": pgettext_lazy("pair", "one institution"),
    }
    MOVES = {
        "keep_apart": Move(("open",), "apart"),
        "ask_again": Move(("apart",), "open"),
        "unite": Move(("open",), "united"),
        "take_apart": Move(("united",), "open"),
    }
    DEEDS = {
        "keep_apart": pgettext_lazy("deed", "Told apart: two institutions"),
        "ask_again": pgettext_lazy("deed", "Put up for decision again"),
        "unite": pgettext_lazy("deed", "Two records made one"),
        "take_apart": pgettext_lazy("deed", "Two records made one: undone"),
    }

    first = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("first record"))
    second = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("second record"))
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=STATES, default="open", editable=False)
    found_at = models.DateTimeField(_("found"), db_default=Now(), editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="pair_score_of_100"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(state__in=("apart", "united"), decided_by__isnull=False, decided_at__isnull=False),
                name="pair_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="pair_by_score")]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("admin:registry_duplicate", args=[self.pk])

    @property
    def sentences(self) -> Iterator[tuple[Any, str]]:
        """What speaks for and against, in words."""
        return ((REASONS[code], f"{detail} %" if code == "name" else "") for code, detail in self.reasons)

    def refusal_of(self, by: Any, verb: str) -> NotAllowed | None:
        if by is None or DuplicatePair.objects.editable_by(by).filter(pk=self.pk).exists():
            return None
        return NotAllowed(_("Both records must be in your care."), code="not_yours")

    @move
    def keep_apart(self, *, by: Any) -> None:
        """They are two: the pair is never proposed again."""
        self.decided_by, self.decided_at = by, timezone.now()

    @move
    def ask_again(self, *, by: Any) -> None:
        """The decision was a mistake."""
        self.decided_by = self.decided_at = None
