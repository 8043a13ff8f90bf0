"""Who did what to what, and why: one append-only table for the whole house."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eculture.requests import current_request_id

MASK = "•••"


def append_only() -> list[pgtrigger.Trigger]:
    """What keeps the rows of a table as they were written."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'the journal is append-only';",
        ),
    ]


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def about(self, subject: models.Model) -> "JournalQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def about_any(self, *subjects: models.Model) -> "JournalQuerySet":
        """The one story of several rows: a union, so that each has its index."""
        rows = [self.model.objects.about(one).order_by().values("pk") for one in subjects]
        return self.filter(pk__in=rows[0].union(*rows[1:]))

    def with_seals(self) -> "JournalQuerySet":
        """Each with the hash that it was sealed with, as `seals.state_of` asks."""
        return self.annotate(sealed_sha256=models.F("sealed__sha256"))


class JournalEntry(models.Model):
    """One deed. Holds no foreign keys, so that the record never depends on the life of what it records."""

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    verb = models.CharField(_("deed"), max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    actor_id = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=36, blank=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-id"], name="journal_subject")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"

    @property
    def content(self) -> dict[str, Any]:
        """What a seal covers: the whole entry, in plain values."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        texts = ("verb", "subject_type", "subject_id", "actor_id", "reason", "request_id")
        plain = {name: getattr(self, name) for name in (*texts, "before", "after")}
        return {"id": self.pk, "at": at, **plain}


def record(
    verb: str,
    *,
    on: models.Model,
    by: models.Model | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> JournalEntry:
    """Write one entry in the caller's transaction; `by=None` means the portal itself (a clock, a job)."""
    entry = entry_of(verb, on=on, by=by, before=before, after=after, reason=reason)
    entry.save()
    return entry


def record_all(entries: Iterable[JournalEntry]) -> None:
    """Write many entries at once, made with `entry_of`."""
    JournalEntry.objects.bulk_create(entries)


def entry_of(
    verb: str,
    *,
    on: models.Model,
    by: models.Model | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> JournalEntry:
    """An entry as `record` would write it."""
    sensitive = getattr(on, "sensitive", frozenset())
    return JournalEntry(
        verb=verb,
        subject_type=on._meta.label_lower,
        subject_id=str(on.pk),
        actor_id="" if by is None else str(by.pk),
        reason=reason,
        before=_masked(before, sensitive),
        after=_masked({**(after or {}), **_right(on, by)}, sensitive),
        request_id=current_request_id(),
    )


def _right(on: models.Model, by: models.Model | None) -> dict[str, Any]:
    """By which right somebody acts for another one, where the row knows of such rights."""
    return on.right_of(by) if by is not None and hasattr(on, "right_of") else {}


def _masked(values: dict[str, Any] | None, sensitive: frozenset[str]) -> dict[str, Any]:
    return {name: MASK if name in sensitive else _plain(value) for name, value in (values or {}).items()}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
