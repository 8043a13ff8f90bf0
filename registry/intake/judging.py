"""What a row of a list would do to the registry: nothing is written here."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from eculture.azerbaijani import az_fold
from registry.atlas import whose
from registry.classifiers import Indicator, Kind
from registry.institutions import QID, ExternalId, Institution
from registry.intake.cells import Kinds, Units, Words, figures, old_area_code, values_of
from registry.intake.findings import Findings
from registry.intake.table import Row
from registry.territory import Unit

ALIKE = 93  # of 100; below it names of neighbouring villages begin to look alike
Key = tuple[str, str]  # of an institution: what its name is compared by, and under which unit it is counted
Ref = tuple[str, str]  # of an institution in another list: the list and the key there


@dataclass
class Judged:
    """What a row would do: `verdict` new, changed, same, doubt or bad; `changes` only of `institution`."""

    verdict: str
    findings: Findings
    values: dict[str, Any] = field(default_factory=dict)
    kind: Kind | None = None
    unit: Unit | None = None
    refs: list[Ref] = field(default_factory=list)
    institution: Institution | None = None
    alike: Institution | None = None
    alike_row: int | None = None
    parent: Institution | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@contextmanager
def uncollected() -> Iterator[None]:
    """A hundred thousand rows come and stay: the collector would walk through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class Register:
    """What the registry knows already, and what the rows before have added, for looking up rows."""

    source: str
    words: Mapping[str, Words] = field(default_factory=dict)
    units: Units = field(default_factory=Units.all)
    kinds: Kinds = field(default_factory=Kinds.all)
    indicators: list[Indicator] = field(default_factory=list)
    by_code: dict[str, Institution] = field(default_factory=dict)
    by_ref: dict[Ref, Institution] = field(default_factory=dict)
    by_voen: dict[str, Institution] = field(default_factory=dict)
    by_name: dict[Key, Institution | int] = field(default_factory=dict)
    near: dict[tuple[str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    met: dict[int, int] = field(default_factory=dict)
    named: dict[str, list[Institution]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units.words, self.kinds.words = self.words.get("unit", {}), self.words.get("kind", {})
        self.indicators = list(Indicator.objects.prefetch_related("kinds"))
        with uncollected():
            self._read()

    def _read(self) -> None:
        units = {unit.pk: unit for unit in self.units.by_code.values()}
        kinds = {kind.pk: kind for kind in self.kinds.by_code.values()}
        rows = Institution.objects.of_record().defer("search_text", "search_vector").order_by("pk")
        for institution in rows.iterator():
            institution.registered_unit = units[institution.registered_unit_id]
            institution.kind = kinds[institution.kind_id]
            self.learn(institution)
        known = {institution.pk: institution for institution in self.by_code.values()}
        for each in ExternalId.objects.values_list("source", "ref", "institution"):
            if each[2] in known:
                self.by_ref[each[0], each[1]] = known[each[2]]

    def learn(self, institution: Institution) -> None:
        self.by_code[institution.code] = institution
        if institution.voen:
            self.by_voen[institution.voen] = institution
        self.named.clear()  # counted anew when it is asked for
        self._note(key_of(institution.name_az, institution.registered_unit), institution)

    def _note(self, key: Key, who: Institution | int) -> None:
        """A row of this list (its number) gives way to the institution that came of it."""
        if isinstance(self.by_name.get(key), Institution):
            return
        if key not in self.by_name:
            self.near.setdefault((key[1], numbers_in(key[0])), []).append(key[0])
        self.by_name[key] = who

    def alike(self, key: Key) -> Institution | int | None:
        """One of the same place whose name differs by a few letters and not by a number."""
        names = self.near.get((key[1], numbers_in(key[0])), [])
        found = process.extractOne(key[0], names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self.by_name[found[0], key[1]] if found else None

    def judge(self, row: Row) -> Judged:
        """Read the cells and compare them with the registry; the next rows are compared with this one too."""
        found = Findings()
        values = values_of(row.cells, found)
        unit = self.units.find(row.cells.get("unit", ""), found)
        kind = self.kinds.find(row.cells.get("kind", ""), values.get("name_az", ""), found)
        if kind and (told := figures(row.cells, kind, self.indicators, found)):
            values["figures"] = told
        if unit and values.get("phone"):
            old_area_code(values["phone"], unit, found)
        judged = Judged("bad", found, values, kind, unit, self._refs(row.cells, found))
        self._find_parent(judged, row.cells.get("parent", "").strip())
        if found.problems or unit is None or kind is None:
            return judged
        self._compare(judged, row)
        if found.problems:
            judged.verdict = "bad"
        return judged

    def _refs(self, cells: Mapping[str, str], found: Findings) -> list[Ref]:
        item = cells.get("wikidata", "").strip()
        if item and not re.match(QID, item):
            found.remark("no_key", "wikidata", text=item[:40])
            item = ""
        pairs = [(self.source, cells.get("ref", "")), ("wikidata", item)]
        return [(source, ref.strip()[:120]) for source, ref in pairs if ref.strip()]

    def _find_parent(self, judged: Judged, text: str) -> None:
        """The institution whose branch it is: by code, by its key in the list, or by a name of only one."""
        if not text:
            return
        known = self.by_code.get(text.upper()) or self.by_ref.get((self.source, text))
        named = [known] if known else self._called(name_key(text))
        if len(named) != 1:
            judged.findings.problem("parent", "parent", text=text[:60])
            return
        judged.parent = named[0]
        voen = judged.values.pop("voen", None)
        if voen and voen == judged.parent.voen:
            judged.findings.remark("inherited", "voen")
        elif voen:
            judged.findings.problem("branch_voen", "voen")

    def _called(self, key: str) -> list[Institution]:
        if not self.named:
            for one in self.by_code.values():
                self.named.setdefault(name_key(one.name_az), []).append(one)
        return self.named.get(key, [])

    def _compare(self, judged: Judged, row: Row) -> None:
        key = key_of(judged.values["name_az"], judged.unit)
        there = self._known(judged, row, key)
        owner = self.by_voen.get(judged.values.get("voen", ""))
        if owner and owner != there:
            said = {"voen": owner.voen, "name": owner.name_az, "code": owner.code}
            judged.findings.problem("voen_taken", "voen", **said)
            return
        if isinstance(there, Institution):
            self._meet(judged, there, row.number)
        elif there is not None:
            judged.verdict = "same"
            judged.findings.remark("twice", row=there)
        else:
            self._welcome(judged, key, row.number)

    def _known(self, judged: Judged, row: Row, key: Key) -> Institution | int | None:
        code = row.cells.get("code", "").strip().upper()
        if code:
            if code not in self.by_code:
                judged.findings.problem("code", "code", text=code[:40])
            return self.by_code.get(code)
        refs = [self.by_ref[ref] for ref in judged.refs if ref in self.by_ref]
        return refs[0] if refs else self.by_name.get(key)

    def _meet(self, judged: Judged, institution: Institution, number: int) -> None:
        judged.institution = institution
        before = self.met.setdefault(institution.pk, number)
        if before != number:
            judged.verdict = "same"
            judged.findings.remark("twice", row=before)
            return
        if institution.parent_id and judged.values.pop("voen", None):
            judged.findings.remark("inherited", "voen")
        judged.changes = changes_of(institution, judged.values)
        judged.verdict = "changed" if judged.changes else "same"
        _say_what_differs(judged, institution)

    def _welcome(self, judged: Judged, key: Key, number: int) -> None:
        alike = self.alike(key)
        judged.verdict = "new" if alike is None else "doubt"
        if isinstance(alike, Institution):
            judged.alike = alike
            judged.changes = changes_of(alike, judged.values)
            judged.findings.remark("alike", name=alike.name_az, code=alike.code)
        elif alike is not None:
            judged.alike_row = alike
            judged.findings.remark("alike_row", row=alike)
        self._note(key, number)


def key_of(name: str, unit: Any) -> Key:
    return name_key(name), whose(unit)


def name_key(name: str) -> str:
    """`2 saylı` and `2 nömrəli`, `ev muzeyi` and `ev-muzeyi` are one."""
    return az_fold(name).replace("sayli", "nomreli").replace(" ", "")


def numbers_in(key: str) -> tuple[str, ...]:
    return tuple(re.findall("[0-9]+", key))


def changes_of(institution: Institution, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Attribute → before and after. The official name is a decision: an import leaves it."""
    wanted = {name: value for name, value in values.items() if name not in ("name_az", "figures")}
    told = institution.figures | values.get("figures", {})
    wanted |= {"figures": told} if told != institution.figures else {}
    changed = {name: (getattr(institution, name), value) for name, value in wanted.items()}
    return {name: pair for name, pair in changed.items() if pair[0] != pair[1]}


def _say_what_differs(judged: Judged, institution: Institution) -> None:
    """Official name, kind and territory are decisions: an import points at a difference and leaves them."""
    found = judged.findings
    if name_key(judged.values["name_az"]) != name_key(institution.name_az):
        found.remark("other_name", "name_az", name=institution.name_az)
    if judged.parent and institution.parent_id != judged.parent.pk:
        found.remark("other_parent", "parent", name=institution.parent.name_az if institution.parent else "–")
    if whose(institution.registered_unit) != whose(judged.unit):
        found.remark("other_unit", "unit", unit=institution.registered_unit.name_az)
    if institution.kind.cluster_id != judged.kind.cluster_id:
        found.remark("other_kind", "kind", kind=institution.kind.name_az)
