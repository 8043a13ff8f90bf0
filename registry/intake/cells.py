"""What a cell means: a value, a note on what was repaired, or a Refusal that says what to correct."""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from eculture.azerbaijani import LOOKALIKE_FROM, LOOKALIKE_TO, az_fold
from eculture.identifiers import clean_voen, validate_voen
from eculture.refusals import Refusal
from registry.classifiers import Kind
from registry.institutions import EAST, NORTH, SOUTH, WEST
from registry.reference import rows as reference_rows
from registry.territory import Unit, UnitAlias

SCHWA = str.maketrans("\u01dd\u018e\u04d9\u04d8", "əƏəƏ")
LOOKALIKE = str.maketrans(LOOKALIKE_FROM + LOOKALIKE_FROM.upper(), LOOKALIKE_TO + LOOKALIKE_TO.upper())
LATIN = re.compile("[a-zA-ZəƏğĞıİöÖüÜşŞçÇ]|[0-9][а-я]$")
UNIT_WORDS = {"rayonu", "rayon", "r", "nu", "seheri", "seher", "s", "city", "district", "gorod", "sh"}
REFINED = (
    ({"museum"}, "ev muzeyi", "house_museum"),
    ({"library"}, "merkezlesdirilmis kitabxana sistemi", "library_system"),
    ({"concert_hall"}, "filarmoniya", "philharmonic"),
    ({"arts_school"}, "musiqi mektebi", "music_school"),
    ({"music_school"}, "incesenet mektebi", "arts_school"),
)


@dataclass
class Notes:
    """What was repaired or should be looked at, in sentences."""

    said: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


def repaired(text: str, notes: Notes) -> str:
    """NFC, the right ə, and no Cyrillic look-alikes inside Latin words."""
    plain = unicodedata.normalize("NFC", text).translate(SCHWA)
    words = [word.translate(LOOKALIKE) if LATIN.search(word) else word for word in plain.split()]
    if words != text.split():
        notes.say(_("Letters of another alphabet were replaced."))
    return " ".join(words)


def name(text: str, notes: Notes) -> str:
    if len(az_fold(text)) < 3:
        raise Refusal(_("The name is missing. Enter the official name."), code="name", field="name_az")
    if text == text.upper() and text != text.lower():
        notes.say(_("The name is written in capitals."))
    return repaired(text, notes)[:300]


@dataclass
class Units:
    """Finds a unit by its code, its name in three languages or a former name."""

    by_code: dict[str, Unit]
    by_name: dict[str, Unit]

    @classmethod
    def all(cls) -> "Units":
        by_code = {unit.code: unit for unit in Unit.objects.select_related("merged_into", "region")}
        places = sorted(by_code.values(), key=lambda unit: unit.kind != "city")
        known = [(label, unit) for unit in places for label in (unit.name_az, unit.name_en, unit.name_ru)]
        known += [
            (alias.name, by_code[alias.unit.code]) for alias in UnitAlias.objects.select_related("unit")
        ]
        by_name: dict[str, Unit] = {}
        for label, unit in known:
            if unit.kind in Unit.PLACES:
                for key in (az_fold(label or ""), bare(label or "")):
                    by_name.setdefault(key, unit.merged_into or unit)
        return cls(by_code, by_name)

    def find(self, text: str, notes: Notes) -> Unit:
        exact = self.by_code.get(text.strip().upper())
        if exact and exact.kind in Unit.PLACES:
            return exact.merged_into or exact
        found = self.by_name.get(az_fold(text)) or self.by_name.get(bare(text))
        if not found:
            raise Refusal(self.unknown(text), code="unit", field="unit")
        if bare(text) not in {bare(found.name_az), bare(found.name_en or ""), bare(found.name_ru or "")}:
            notes.say(_("%(old)s is today %(new)s.") % {"old": text, "new": found.name_az})
        return found

    def unknown(self, text: str) -> str:
        if not text:
            return _("The district or city is missing.")
        near = get_close_matches(bare(text), self.by_name, n=1, cutoff=0.6)
        if near:
            values = {"text": text, "near": self.by_name[near[0]].name_az}
            return _("There is no district or city “%(text)s”. Did you mean “%(near)s”?") % values
        return _("There is no district or city “%(text)s”.") % {"text": text}


def bare(text: str) -> str:
    """`Şəki ş.`, `Şəki şəhəri` and `Shaki city` without the word for what it is."""
    return " ".join(word for word in az_fold(text).split() if word not in UNIT_WORDS)


@dataclass
class Kinds:
    """Finds a kind by its code or name, and a narrower one by the name of the institution."""

    by_name: dict[str, Kind]
    by_code: dict[str, Kind]

    @classmethod
    def all(cls) -> "Kinds":
        by_code = {kind.code: kind for kind in Kind.objects.select_related("cluster")}
        known = [
            (label, kind)
            for kind in by_code.values()
            for label in (kind.code, kind.name_az, kind.name_en, kind.name_ru)
        ]
        known += [
            (also, by_code[row["code"]])
            for row in reference_rows("kinds.csv")
            for also in row["also"].split("|")
            if row["code"] in by_code
        ]
        return cls({az_fold(label): kind for label, kind in known if label}, by_code)

    def find(self, text: str, called: str) -> Kind:
        kind = self.by_name.get(az_fold(text))
        if not kind:
            raise Refusal(
                _("There is no kind of institution “%(text)s”.") % {"text": text}, code="kind", field="kind"
            )
        folded = az_fold(called)
        for wide, sign, narrow in REFINED:
            if kind.code in wide and sign in folded and narrow in self.by_code:
                return self.by_code[narrow]
        return kind


def place(lat: str, lon: str, notes: Notes) -> dict[str, float]:
    """Latitude and longitude inside the country; exchanged ones are put right."""
    if not lat and not lon:
        return {}
    try:
        north, east = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError as error:
        raise Refusal(_("The coordinates are not numbers."), code="place", field="lat") from error
    if _is_inside(east, north):
        north, east = east, north
        notes.say(_("Latitude and longitude were exchanged."))
    if not _is_inside(north, east):
        raise Refusal(_("The coordinates lie outside the country."), code="place", field="lat")
    return {"lat": round(north, 6), "lon": round(east, 6)}


def _is_inside(lat: float, lon: float) -> bool:
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def voen(text: str, notes: Notes) -> str | None:
    if not text:
        return None
    number = clean_voen(text)
    try:
        validate_voen(number)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), code="voen", field="voen") from error
    if number != text:
        notes.say(_("The VÖEN was written as a number."))
    return number


def founded(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch("[12][0-9]{3}", text):
        raise Refusal(
            _("The year of foundation “%(text)s” is not a year.") % {"text": text},
            code="year",
            field="founded",
        )
    return int(text)


def website(text: str, notes: Notes) -> str:
    address = f"https://{text}" if text and "://" not in text else text
    try:
        URLValidator(["http", "https"])(address or "https://e.az")
    except ValidationError:
        notes.say(_("The website was left out: it is not an address."))
        return ""
    return address[:300]


def phone(text: str, notes: Notes) -> str:
    """Kept as written; the area codes of before 2011 are pointed out."""
    if re.match(r"\(?02[2-9]", re.sub(r"[^0-9(]", "", text)) and len(re.sub(r"\D", "", text)) > 10:
        notes.say(_("The telephone has an area code from before 2011."))
    return text[:120]


def values_of(cells: dict[str, str], notes: Notes) -> dict[str, Any]:
    """What of a row is written to an institution, but for kind and unit; empty cells are left out."""
    values: dict[str, Any] = {
        "name_az": name(cells.get("name_az", ""), notes),
        "name_en": cells.get("name_en", "")[:300],
        "address": repaired(cells.get("address", ""), notes)[:300],
        "voen": voen(cells.get("voen", ""), notes),
        "phone": phone(cells.get("phone", ""), notes),
        "website": website(cells.get("website", ""), notes),
        "founded": founded(cells.get("founded", "")),
        **place(cells.get("lat", ""), cells.get("lon", ""), notes),
    }
    return {key: value for key, value in values.items() if value not in (None, "")}
