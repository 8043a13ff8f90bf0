"""Consents in words: about what, in which wording, and what may be done with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.people.consents import Consent, ConsentQuerySet, ConsentText, purposes


@dataclass(frozen=True)
class Agreed:
    """A consent as its page shows it; `newer` is the wording that waits for an answer."""

    consent: Consent
    about: str
    newer: ConsentText | None
    may_change: bool

    @property
    def state(self) -> tuple[Any, str]:
        if self.consent.withdrawn_at:
            return _("withdrawn"), "closed"
        return (_("new wording: answer"), "wait") if self.newer else (_("in force"), "done")


def told(consents: Iterable[Consent], *, may_change: ConsentQuerySet) -> list[Agreed]:
    """A few queries for a page, however long it is."""
    page = list(consents)
    about = _about(page)
    editable = set(may_change.filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    newest = {slug: ConsentText.objects.current(slug) for slug in {one.wording.purpose for one in page}}
    return [
        Agreed(
            one,
            about.get(one.pk, ""),
            newest[one.wording.purpose] if one.is_outdated and not one.withdrawn_at else None,
            one.pk in editable and one.withdrawn_at is None,
        )
        for one in page
    ]


def _about(page: list[Consent]) -> dict[int, str]:
    found: dict[int, str] = {}
    for slug, group in groupby(
        sorted(page, key=lambda one: one.wording.purpose), lambda one: one.wording.purpose
    ):
        found |= purposes[slug].about(list(group))
    return found
