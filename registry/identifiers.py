"""What other registers of the world call an institution: Wikidata, ISIL, the register before this one."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.refusals import NotAllowed, Refusal
from registry.history.changes import note
from registry.history.days import holds_on
from registry.institutions import ISIL, QID, ExternalId, Institution


class Scheme(NamedTuple):
    """How an identifier is called and looks, an example, and where it leads."""

    title: Any
    pattern: str
    example: str
    url: str = ""


SCHEMES = {
    "wikidata": Scheme("Wikidata", QID, "Q213322", "https://www.wikidata.org/wiki/"),
    "isil": Scheme("ISIL", ISIL, "AZ-MKT"),
    "former": Scheme(_("number in the former register"), r"^\S.{0,59}$", "1234"),
}


def identify(
    institution: Institution,
    scheme: str,
    ref: str,
    *,
    by: Any,
    since: date | None = None,
    until: date | None = None,
) -> ExternalId:
    """Keep an identifier, or its days anew. Raises Refusal for a form that is none, or one of another's."""
    if by is not None and not Institution.objects.editable_by(by).filter(pk=institution.pk).exists():
        raise NotAllowed(_("This institution is not in your care."), code="not_yours")
    refuse_what_is_no_identifier(institution, source=scheme, ref=ref, since=since, until=until)
    with transaction.atomic():
        kept, _is_new = ExternalId.objects.update_or_create(
            source=scheme, ref=ref, institution=institution, defaults={"since": since, "until": until}
        )
        note(institution)
        after = {"source": scheme, "ref": ref, "since": since, "until": until}
        journal.record("identify", on=institution, by=by, after=after)
    return kept


def refuse_what_is_no_identifier(
    institution: Institution, *, source: str, ref: str, since: date | None, until: date | None
) -> None:
    """Its form, its days, and whether it is another institution's already."""
    known = SCHEMES[source]
    if not re.match(known.pattern, ref or ""):
        said = _("“%(ref)s” is no identifier of this kind. It looks like %(example)s.")
        raise Refusal(said % {"ref": (ref or "")[:40], "example": known.example}, code="form", field="ref")
    if since and until and until < since:
        raise Refusal(_("The last day cannot be before the first day."), code="days", field="until")
    other = ExternalId.objects.filter(source=source, ref=ref).exclude(institution=institution.pk).first()
    if other:
        said = _("“%(ref)s” belongs to another institution: %(code)s.")
        raise Refusal(said % {"ref": ref, "code": other.institution.code}, code="taken", field="ref")


def told_identifiers(day: date, institution: str = "pk") -> ArraySubquery:
    """To annotate rows with: the identifiers that hold on a day. `institution`: where the key of a row is."""
    rows = ExternalId.objects.filter(holds_on(day), institution=OuterRef(institution), source__in=SCHEMES)
    return ArraySubquery(rows.order_by("source", "pk").values(told=JSONObject(scheme="source", value="ref")))


def identifiers_in_words(told: list[dict[str, str]]) -> Iterator[tuple[Any, Any]]:
    for one in told:
        scheme = SCHEMES[one["scheme"]]
        url = f"{scheme.url}{one['value']}"
        link = format_html('<a href="{}" rel="noopener">{}</a>', url, one["value"])
        yield scheme.title, link if scheme.url else one["value"]
