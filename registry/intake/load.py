"""Writes a list into the registry in one transaction and tells of each row what became of it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from eculture.azerbaijani import az_fold
from eculture.refusals import Refusal
from registry.atlas import whose
from registry.classifiers import Kind
from registry.institutions import ExternalId, Institution, register
from registry.intake.cells import Kinds, Notes, Units, values_of
from registry.intake.table import Row, rows_of

VERDICTS = ("new", "changed", "same", "error")


@dataclass(frozen=True)
class Outcome:
    """What became of a row: the verdict, of which institution, and why, in sentences."""

    row: int
    verdict: str
    name: str
    code: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Register:
    """What the registry knows already, for looking up rows."""

    source: str
    units: Units = field(default_factory=Units.all)
    kinds: Kinds = field(default_factory=Kinds.all)
    by_ref: dict[tuple[str, str], Institution] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Institution] = field(default_factory=dict)
    by_voen: dict[str, Institution] = field(default_factory=dict)
    met: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for institution in Institution.objects.select_related(
            "kind__cluster", "registered_unit__parent", "registered_unit__merged_into__parent"
        ).order_by("pk"):
            self.learn(institution)
        known = {institution.pk: institution for institution in self.by_name.values()}
        for each in ExternalId.objects.select_related("institution"):
            self.by_ref[each.source, each.ref] = known.get(each.institution_id, each.institution)

    def learn(self, institution: Institution) -> None:
        key = name_key(institution.name_az), whose(institution.registered_unit)
        self.by_name.setdefault(key, institution)
        if institution.voen:
            self.by_voen[institution.voen] = institution

    def refs(self, cells: dict[str, str]) -> list[tuple[str, str]]:
        pairs = [(self.source, cells.get("ref", "")), ("wikidata", cells.get("wikidata", ""))]
        return [(source, ref[:120]) for source, ref in pairs if ref]

    def find(self, refs: list[tuple[str, str]], name: str, unit: Any) -> Institution | None:
        for pair in refs:
            if pair in self.by_ref:
                return self.by_ref[pair]
        return self.by_name.get((name_key(name), whose(unit)))

    def lookalike(self, name: str, unit: Any) -> Institution | None:
        """One of the same place whose name differs by a few letters and not by a number."""
        key, place = name_key(name), whose(unit)
        digits = re.findall("[0-9]+", key)
        keys = [
            known for known, where in self.by_name if where == place and re.findall("[0-9]+", known) == digits
        ]
        near = get_close_matches(key, keys, n=1, cutoff=0.93)
        return self.by_name[near[0], place] if near else None


def name_key(name: str) -> str:
    """`2 saylı` and `2 nömrəli`, `ev muzeyi` and `ev-muzeyi` are one."""
    return az_fold(name).replace("sayli", "nomreli").replace(" ", "")


def load(name: str, data: bytes, *, by: Any, source: str = "", dry_run: bool = False) -> list[Outcome]:
    """Load a file; with `dry_run` everything is tried and nothing stays. Raises Refusal for no table."""
    rows = list(rows_of(name, data))
    with transaction.atomic():
        list(Kind.objects.select_for_update(no_key=True))  # two imports at once would both add the same rows
        known = Register(source or Path(name).stem[:60])
        outcomes = [_outcome(row, known, by) for row in rows]
        transaction.set_rollback(dry_run)
    return outcomes


def counted(outcomes: list[Outcome]) -> dict[str, int]:
    counts = Counter(outcome.verdict for outcome in outcomes)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def _outcome(row: Row, known: Register, by: Any) -> Outcome:
    notes = Notes()
    called = row.cells.get("name_az", "")
    try:
        with transaction.atomic():
            verdict, code = _take(row, known, by, notes)
    except Refusal as refusal:
        return Outcome(row.number, "error", called, notes=(str(refusal), *notes.said))
    except DatabaseError as error:
        reason = _("The registry refused the row: %(reason)s") % {"reason": str(error).splitlines()[0]}
        return Outcome(row.number, "error", called, notes=(reason,))
    return Outcome(row.number, verdict, called, code, tuple(notes.said))


def _take(row: Row, known: Register, by: Any, notes: Notes) -> tuple[str, str]:
    values = values_of(row.cells, notes)
    unit = known.units.find(row.cells.get("unit", ""), notes)
    kind = known.kinds.find(row.cells.get("kind", ""), values["name_az"])
    refs = known.refs(row.cells)
    institution = known.find(refs, values["name_az"], unit)
    _refuse_foreign_voen(values.get("voen"), institution, known)
    if institution is None:
        near = known.lookalike(values["name_az"], unit)
        if near:
            notes.say(_("It looks like %(name)s (%(code)s).") % {"name": near.name_az, "code": near.code})
        return "new", _enter(row, values, unit, kind, refs, known, by)
    _remember(institution, refs, known)
    if institution.pk in known.met:
        notes.say(_("The same institution as in row %(row)s.") % {"row": known.met[institution.pk]})
        return "same", institution.code
    known.met[institution.pk] = row.number
    _say_what_differs(institution, values.pop("name_az"), unit, kind, notes)
    return _amend(institution, values, row, by, notes), institution.code


def _enter(row: Row, values: dict, unit: Any, kind: Kind, refs: list, known: Register, by: Any) -> str:
    source = row.cells.get("source") or known.source
    url = row.cells.get("source_url", "")[:300]
    institution = register(
        by=by,
        reason=source,
        kind=kind,
        registered_unit=unit,
        source=source[:300],
        source_url=url,
        **values,
    )
    known.learn(institution)
    known.met[institution.pk] = row.number
    _remember(institution, refs, known)
    return institution.code


def _amend(institution: Institution, values: dict[str, Any], row: Row, by: Any, notes: Notes) -> str:
    changed = institution.amend(by=by, reason=row.cells.get("source", ""), **values)
    if not changed:
        return "same"
    labels = [str(Institution._meta.get_field(name).verbose_name) for name in changed]
    notes.say(_("Changed: %(fields)s.") % {"fields": ", ".join(labels)})
    return "changed"


def _remember(institution: Institution, refs: list[tuple[str, str]], known: Register) -> None:
    for source, ref in refs:
        if (source, ref) not in known.by_ref:
            ExternalId.objects.create(institution=institution, source=source, ref=ref)
            known.by_ref[source, ref] = institution


def _refuse_foreign_voen(voen: str | None, institution: Institution | None, known: Register) -> None:
    owner = known.by_voen.get(voen or "")
    if owner and owner != institution:
        values = {"voen": voen, "name": owner.name_az, "code": owner.code}
        raise Refusal(
            _("The VÖEN %(voen)s belongs to %(name)s (%(code)s).") % values, code="voen", field="voen"
        )


def _say_what_differs(institution: Institution, name: str, unit: Any, kind: Kind, notes: Notes) -> None:
    """Official name, kind and territory are decisions: an import points at a difference and leaves them."""
    if name_key(name) != name_key(institution.name_az):
        notes.say(_("The registry has another name: %(name)s.") % {"name": institution.name_az})
    if whose(institution.registered_unit) != whose(unit):
        notes.say(
            _("The registry has another territory: %(unit)s.") % {"unit": institution.registered_unit.name_az}
        )
    if institution.kind.cluster_id != kind.cluster_id:
        notes.say(_("The registry has another kind: %(kind)s.") % {"kind": institution.kind.name_az})


def lines(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        said = f"  – {' '.join(outcome.notes)}" if outcome.notes else ""
        yield f"{outcome.row:>6}  {outcome.verdict:<8} {outcome.code:<14} {outcome.name}{said}"
