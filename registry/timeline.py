"""What the journal tells the public about an institution."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eculture.journal import JournalEntry
from registry.institutions import Institution

DEEDS = {
    "register": (gettext_lazy("Entered in the registry"), "turquoise"),
    "amend": (gettext_lazy("Data corrected"), "turquoise"),
    "suspend": (gettext_lazy("Activity suspended"), "gold"),
    "resume": (gettext_lazy("Activity resumed"), "green"),
    "displace": (gettext_lazy("Working elsewhere"), "gold"),
    "bring_back": (gettext_lazy("Returned"), "green"),
    "close": (gettext_lazy("Closed"), "garnet"),
}
LATEST = 30


def timeline(institution: Institution) -> list[dict[str, Any]]:
    """Newest first; ends with the foundation where its year is known."""
    entries = JournalEntry.objects.about(institution).filter(verb__in=DEEDS)[:LATEST]
    rows = [_row(entry) for entry in entries]
    if institution.founded:
        rows.append({"at": str(institution.founded), "title": _("Founded"), "text": "", "tone": "gold"})
    return rows


def _row(entry: JournalEntry) -> dict[str, Any]:
    title, tone = DEEDS[entry.verb]
    return {"at": entry.at.date(), "title": title, "text": _changes(entry) or entry.reason, "tone": tone}


def _changes(entry: JournalEntry) -> str:
    if entry.verb != "amend":
        return ""
    labels = [str(Institution._meta.get_field(name).verbose_name) for name in entry.after]
    return _("Changed: %(fields)s.") % {"fields": ", ".join(labels)}
