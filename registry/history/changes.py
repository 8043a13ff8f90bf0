"""The feed of changes: one row for each public change, written in its transaction.

Keys are given before a transaction ends: a reader who goes by them passes over what is committed later.
So rows get their number in the feed afterwards, one round at a time, and readers go by numbers alone.
"""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture.refusals import CannotAnswer

A_ROUND = 5000


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, user: Any) -> "ChangeQuerySet":
        """The registry is public, and so is when it changed."""
        return self

    def after(self, number: int) -> "ChangeQuerySet":
        """What a reader who came as far as `number` has not seen, in order."""
        return self.filter(number__gt=number).select_related("institution__successor").order_by("number")


class Change(models.Model):
    """An institution was entered, changed, closed or withdrawn, as everybody may read."""

    KINDS = {
        "entered": pgettext_lazy("change", "entered"),
        "changed": pgettext_lazy("change", "changed"),
        "closed": pgettext_lazy("change", "closed"),
        "withdrawn": pgettext_lazy("change", "withdrawn"),
    }

    number = models.BigIntegerField(_("number in the feed"), unique=True, null=True)
    institution = models.ForeignKey(
        "registry.Institution", models.PROTECT, related_name="feed", verbose_name=_("institution")
    )
    kind = models.CharField(_("change"), max_length=12, choices=KINDS)
    at = models.DateTimeField(_("when"), db_default=Now())

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the registry")
        verbose_name_plural = _("changes of the registry")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(number=None), name="changes_without_number")
        ]
        triggers = [
            pgtrigger.ReadOnly(name="change_stays", exclude=["number"]),
            pgtrigger.Protect(
                name="change_numbered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False),
            ),
            pgtrigger.Protect(name="change_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.institution_id}"


def note(institution: Any) -> None:
    """Say in the feed that the registry tells something else of an institution now."""
    ended = institution.state if institution.state in ("closed", "withdrawn") else "changed"
    Change.objects.create(institution=institution, kind=ended)


def note_new(institutions: Iterable[Any]) -> None:
    """Say in the feed that institutions have been entered."""
    Change.objects.bulk_create(Change(institution=one, kind="entered") for one in institutions)


def number_changes() -> int:
    """Number what has been committed since; how many. Of two rounds at once one does nothing."""
    try:
        with transaction.atomic():
            rows = list(Change.objects.select_for_update().filter(number=None).order_by("pk")[:A_ROUND])
            last = Change.objects.aggregate(last=Max("number"))["last"] or 0
            for number, row in enumerate(rows, start=last + 1):
                row.number = number
            Change.objects.bulk_update(rows, ["number"], batch_size=1000)
    except IntegrityError:
        return 0
    return len(rows)


def asked_number(text: str) -> int:
    """How far a reader says to have come. Raises CannotAnswer for what the feed has not given out."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        said = _("“%(text)s” is no place in this feed. Begin without “after”.")
        raise CannotAnswer(said % {"text": text[:60]}, code="cursor", field="after")
    return int(text)
