"""What the journal tells the public about an institution."""

from typing import Any

from django.utils.translation import gettext as _

from eculture.journal import JournalEntry
from registry.institutions import Institution

TONES = {
    "register": "turquoise",
    "amend": "turquoise",
    "suspend": "gold",
    "resume": "green",
    "displace": "gold",
    "bring_back": "green",
    "close": "garnet",
}
LATEST = 30


def timeline(institution: Institution) -> list[dict[str, Any]]:
    """Newest first; ends with the foundation where its year is known."""
    entries = JournalEntry.objects.about(institution).filter(verb__in=TONES)[:LATEST]
    rows = [_row(entry) for entry in entries]
    if institution.founded:
        rows.append({"at": str(institution.founded), "title": _("Founded"), "text": "", "tone": "gold"})
    return rows


def _row(entry: JournalEntry) -> dict[str, Any]:
    title, text = Institution.DEEDS[entry.verb], _changes(entry) or entry.reason
    return {"at": entry.at.date(), "title": title, "text": text, "tone": TONES[entry.verb]}


def _changes(entry: JournalEntry) -> str:
    if entry.verb != "amend":
        return ""
    labels = [str(Institution._meta.get_field(name).verbose_name) for name in entry.after]
    return _("Changed: %(fields)s.") % {"fields": ", ".join(labels)}
