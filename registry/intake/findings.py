"""What is found in a row: repairs to be accepted, remarks to be known, problems to be corrected."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

CAUSES = {
    "spaces": _("Spaces that do not show"),
    "letters": _("Letters of another alphabet"),
    "unit": _("District or city in other words"),
    "former": _("Former name of a district or city"),
    "kind": _("The name tells a narrower kind"),
    "exchanged": _("Latitude and longitude exchanged"),
    "voen": _("VÖEN written as a number"),
    "number": _("Number with words"),
    "address": _("Website without https://"),
}
REMARKS = {
    "capitals": _("The name is written in capitals."),
    "area_code": _("The telephone has an area code from before 2011."),
    "no_website": _("The website was left out: it is not an address."),
    "no_key": _("“%(text)s” was left out: it is no key in Wikidata."),
    "no_indicator": _("“%(indicator)s” is not kept for this kind: it was left out."),
    "other_name": _("The registry has another name: %(name)s."),
    "other_unit": _("The registry has another territory: %(unit)s."),
    "other_kind": _("The registry has another kind: %(kind)s."),
    "other_parent": _("The registry has it as a branch of: %(name)s."),
    "inherited": _("A branch has the VÖEN of its institution: it was left out."),
    "alike": _("It looks like %(name)s (%(code)s)."),
    "alike_row": _("It looks like row %(row)s."),
    "twice": _("The same institution as in row %(row)s."),
}
PROBLEMS = {
    "name": _("The name is missing. Enter the official name."),
    "no_unit": _("The district or city is missing."),
    "unit": _("There is no district or city “%(text)s”."),
    "unit_near": _("There is no district or city “%(text)s”. Did you mean “%(near)s”?"),
    "no_kind": _("The kind of institution is missing."),
    "kind": _("There is no kind of institution “%(text)s”."),
    "code": _("The registry has no institution with the code “%(text)s”."),
    "not_coordinates": _("The coordinates are not numbers."),
    "abroad": _("The coordinates lie outside the country."),
    "parent": _("The registry has no single institution “%(text)s” whose branch it could be."),
    "branch_voen": _(
        "A branch has no VÖEN of its own. Leave out the VÖEN, or the institution whose branch it is."
    ),
    "voen": _("The VÖEN “%(text)s” is not right: it has 10 digits, the ninth is a check digit."),
    "voen_taken": _("The VÖEN %(voen)s belongs to %(name)s (%(code)s)."),
    "year": _("The year of foundation “%(text)s” is not a year."),
    "figure": _("“%(text)s” is not a number for “%(indicator)s”."),
    "too_many": _("%(text)s is too much for “%(indicator)s”. Check the number."),
    "sent_back": _("The repair was not accepted. Correct “%(text)s”."),
    "refused": _("The registry refused the row: %(reason)s"),
    "stale": _("The registry has changed since the list was checked. Check the list again."),
}


class Repair(NamedTuple):
    """A cell that can be read once it is put right in this way."""

    field: str
    cause: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{CAUSES[self.cause]}: “{self.before}” → “{self.after}”."


class Said(NamedTuple):
    """A remark or a problem: its code, the cell it speaks of, and what stands in its sentence."""

    code: str
    field: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return str((REMARKS | PROBLEMS)[self.code]) % self.values


@dataclass
class Findings:
    """What was found in one row, in the order of its cells."""

    repairs: list[Repair] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)

    def repair(self, field: str, cause: str, before: str, after: str) -> str:
        self.repairs.append(Repair(field, cause, before[:300], after[:300]))
        return after

    def remark(self, code: str, field: str = "", /, **values: Any) -> None:
        self.remarks.append(Said(code, field, values))

    def problem(self, code: str, field: str, /, **values: Any) -> None:
        self.problems.append(Said(code, field, values))

    def sentences(self) -> Iterable[str]:
        return map(str, [*self.problems, *self.repairs, *self.remarks])
