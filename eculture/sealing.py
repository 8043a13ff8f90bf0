"""Seals the journal every hour: each seal holds a batch of entries and the seal before it (docs/crypto.md).

Numbers are given when an entry is written, not when it is committed, so a seal may pass over an entry that is
still under way. No order of commits is assumed: what has no seal yet is taken by a later one.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.journal import JournalEntry, append_only
from eculture.refusals import Refusal
from eculture.seals import BEGINNING, START, Broken, Checked, check, digest, seal_hash, state_of

log = logging.getLogger("eculture.journal")
BATCH = 1000
DUE, LATE = timedelta(minutes=55), timedelta(hours=4)
SETTLED = timedelta(
    days=1
)  # no transaction lasts so long: what has no seal by then was added behind the seals


class JournalSeal(models.Model):
    """A batch of the journal under one hash, which continues the hash of the batch before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    until = (
        models.BigIntegerField()
    )  # the greatest number of an entry that this seal or an earlier one has seen
    count = models.PositiveIntegerField(_("entries"))
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal of the journal")
        verbose_name_plural = _("seals of the journal")
        ordering = ["-number"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"

    @property
    def header(self) -> dict[str, Any]:
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        facts = {"number": self.number, "at": at, "until": self.until, "count": self.count}
        return facts | {"previous": self.previous, "sha256": self.sha256}


class SealedEntry(models.Model):
    """Which seal holds an entry, and what the entry was then. Survives the entry, whose loss it shows."""

    entry = models.OneToOneField(
        JournalEntry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="sealed"
    )
    seal = models.ForeignKey(JournalSeal, models.PROTECT, related_name="entries")
    sha256 = models.CharField(max_length=64)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.sha256[:12]}"


class JournalCheck(models.Model):
    """What a check of the chain has found: up to which seal it holds, or the first fault."""

    at = models.DateTimeField(_("when"), db_default=Now())
    number = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    entries = models.PositiveBigIntegerField(_("entries"))
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check of the journal")
        verbose_name_plural = _("checks of the journal")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.fault or 'holds'}"


# Sealing


def seal_if_due() -> int:
    """Once an hour, however often it is called; at once when a full seal says that more waits."""
    last = JournalSeal.objects.first()
    is_fresh = last and last.count < BATCH and timezone.now() - last.at < DUE
    return 0 if is_fresh else seal()


def seal() -> int:
    """Seal all that waits, in batches that are kept one by one; answers how many entries.

    Of two at once the second finds its number taken and leaves the rest to the first.
    """
    sealed = 0
    try:
        sealed = size = _seal_batch(with_late=True)
        while size == BATCH:
            size = _seal_batch(with_late=False)
            sealed += size
    except IntegrityError:
        log.info("journal.sealed_by_another")
    return sealed


def _seal_batch(*, with_late: bool) -> int:
    """One seal, empty when nothing waits: an empty one says that the journal was looked at."""
    with transaction.atomic():
        last = JournalSeal.objects.first() or JournalSeal(number=0, until=0, sha256=BEGINNING)
        entries = list(_late(last.until)) if with_late else []
        entries += JournalEntry.objects.filter(pk__gt=last.until).order_by("pk")[: BATCH - len(entries)]
        if not (entries or with_late):
            return 0
        digests = [digest(entry.content) for entry in entries]
        seal = JournalSeal(
            number=last.number + 1,
            at=timezone.now(),
            until=max([last.until, *(entry.pk for entry in entries)]),
            count=len(entries),
            previous=last.sha256,
        )
        seal.sha256 = seal_hash(seal.header, digests)
        seal.save(force_insert=True)
        SealedEntry.objects.bulk_create(
            SealedEntry(entry=entry, seal=seal, sha256=one)
            for entry, one in zip(entries, digests, strict=True)
        )
    log.info("journal.sealed", extra={"seal": seal.number, "sha256": seal.sha256, "entries": seal.count})
    return seal.count


def _late(until: int) -> models.QuerySet[JournalEntry]:
    """Entries that were committed after a seal had passed over their numbers."""
    return _unsealed().filter(pk__gt=_settled(), pk__lte=until)[:BATCH]


def _unsealed() -> models.QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(sealed=None).order_by("pk")


def _settled() -> int:
    """Up to which number every entry must have its seal."""
    old = JournalSeal.objects.filter(at__lt=timezone.now() - SETTLED)
    return old.values_list("until", flat=True).first() or 0


# Checking


def items(after: int = 0) -> Iterator[dict[str, Any]]:
    """The chain as `seals.check` reads it, a batch at a time, and at its end what was added behind it."""
    for seal in JournalSeal.objects.filter(number__gt=after).order_by("number").iterator():
        yield {"seal": seal.header}
        entries = {entry.pk: entry.content for entry in JournalEntry.objects.filter(sealed__seal=seal)}
        for number, sha256 in seal.entries.order_by("pk").values_list("pk", "sha256"):
            yield {"id": number, "sha256": sha256, "entry": entries.get(number)}
    for number in _unsealed().filter(pk__lte=_settled()).values_list("pk", flat=True)[:1]:
        yield {"id": number, "sha256": None, "entry": None}


def verify(*, anew: bool = False) -> JournalCheck:
    """Check what was sealed since the last check, or `anew` the whole chain, and keep what was found.

    After a fault the whole chain is checked each time: only then may it be called whole again.
    """
    last = JournalCheck.objects.first()
    before = Checked(last.number, last.sha256, last.entries) if last else START
    start = START if anew or (last and last.fault) else before
    try:
        _still_there(before)
        held, fault = check(items(start.number), after=start), ""
    except Broken as broken:
        held, fault = before, str(broken)
        log.error("journal.broken", extra={"fault": fault})
    return JournalCheck.objects.create(
        number=held.number, sha256=held.sha256, entries=held.entries, fault=fault
    )


def _still_there(noted: Checked) -> None:
    """A chain that was cut off and grew again does not contain the seal of the last check."""
    if noted.number and not JournalSeal.objects.filter(number=noted.number, sha256=noted.sha256).exists():
        raise Broken("it is not the seal that was checked before", seal=noted.number)


@dataclass(frozen=True)
class SealState:
    """What staff see of the journal: when it was sealed and checked, and whether both are well."""

    sealed_at: datetime | None
    is_late: bool
    checked_at: datetime | None
    fault: str

    @property
    def is_well(self) -> bool:
        return not (self.is_late or self.fault)


def state() -> SealState:
    sealed_at = JournalSeal.objects.values_list("at", flat=True).first()
    checked = JournalCheck.objects.first()
    return SealState(
        sealed_at, _is_late(sealed_at), checked.at if checked else None, checked.fault if checked else ""
    )


@dataclass(frozen=True)
class Vouched:
    """How far the journal vouches for a story: what the seals say of its entries, and of the whole chain."""

    entries: str
    chain: SealState

    @property
    def is_well(self) -> bool:
        return self.entries != "broken" and self.chain.is_well


def vouched(entries: Iterable[JournalEntry]) -> Vouched:
    """For rows of `with_seals()`. That one was taken away only the check of the whole chain can say."""
    return Vouched(state_of(entries), state())


def _is_late(sealed_at: datetime | None) -> bool:
    """Before the first seal it is the oldest entry that waits."""
    since = sealed_at or JournalEntry.objects.order_by("pk").values_list("at", flat=True).first()
    return since is not None and timezone.now() - since > LATE


def refusal_to_sign() -> Refusal | None:
    """A journal that is not sealed vouches for nothing: no document is signed meanwhile."""
    if not _is_late(JournalSeal.objects.values_list("at", flat=True).first()):
        return None
    message = _("No document can be issued now: the journal has not been sealed for more than 4 hours.")
    return Refusal(message, code="journal_not_sealed")
