"""The extract of a record: a signed PDF that says what the registry says of an institution on a day."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from eculture import documents, limits
from eculture.documents import IssuedDocument, printable
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from eculture.templatetags.words import azdate
from registry.cards import as_it_was, facts_of
from registry.institutions import Institution
from registry.templatetags.registry import capital
from registry.territory import Unit
from registry.timeline import heirs_of, past_of, timeline

EXTRACT = "registry-extract"
TEMPLATE = "registry/documents/institution_extract.typ"
TIMES, DAY = 20, 24 * 3600


def extract(institution: Institution, *, day: date | None, by: Any) -> IssuedDocument:
    """The extract for this account; asked for twice on a day without a change between, it is the same one.

    Raises Refusal where the institution did not exist on the day, and for the 21st new one of a day.
    """
    with transaction.atomic():
        lock(institution)
        titles = {language: _title(language, institution, day) for language, _name in settings.LANGUAGES}
        return _kept(institution, titles["az"], by) or _issued(institution, day, titles, by)


def _kept(institution: Institution, title: str, by: Any) -> IssuedDocument | None:
    about = {"subject_type": institution._meta.label_lower, "subject_id": str(institution.pk)}
    found = IssuedDocument.objects.filter(kind=EXTRACT, holder=by, state="valid", title__az=title, **about)
    told = institution.versions.aggregate(at=Max("recorded_at"))["at"]
    return found.filter(issued_at__gt=max(told, timezone.now() - timedelta(days=1))).first()


def _issued(institution: Institution, day: date | None, titles: dict[str, str], by: Any) -> IssuedDocument:
    with override(settings.LANGUAGE_CODE):
        data = _data(institution, day)
    if not limits.allowed(EXTRACT, by.pk, times=TIMES, seconds=DAY):
        raise Refusal(_("You have asked for many extracts today. Ask again tomorrow."), code="too_many")
    return documents.issue(
        EXTRACT,
        on=institution,
        holder=by,
        holder_label=institution.name_az[:200],
        issuer=_in("az", "Ministry of Culture"),
        title=titles,
        template=TEMPLATE,
        data=printable(data),
        by=by,
    )


def _data(institution: Institution, day: date | None) -> dict[str, Any]:
    shown = institution if day is None else as_it_was(institution, day)
    heirs = heirs_of(institution) if shown.state == "closed" else []
    history = timeline(past_of(institution), Unit.objects.by_code().values())
    return {
        "name": shown.name_az,
        "registry_code": institution.code,
        "day": azdate(day or timezone.localdate()),
        "state": capital(shown.state_word),
        "closed": azdate(shown.closed_on),
        "heirs": [f"{heir.name_az} ({heir.code})" for heir in heirs],
        "facts": [[str(label), value] for label, value in facts_of(shown) if value],
        "address": shown.address,
        "history": [[_when(row["at"]), str(row["title"]), row["text"]] for row in history],
    }


def _when(at: Any) -> str:
    return azdate(at) if isinstance(at, date) else str(at)


def _title(language: str, institution: Institution, day: date | None) -> str:
    with override(language):
        name = institution.name
        if day is None:
            return _("Extract from the registry: %(name)s") % {"name": name}
        return _("Extract from the registry as of %(day)s: %(name)s") % {"name": name, "day": azdate(day)}


def _in(language: str, text: str) -> str:
    with override(language):
        return _(text)
