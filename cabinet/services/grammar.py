"""Whether a definition has the right shape: the meta-schema, and its complaints in the reader's language."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

SCHEMA = json.loads((Path(__file__).parent / "definition.schema.json").read_text(encoding="utf-8"))
SHAPE = Draft202012Validator(SCHEMA)
DEEPEST, MOST_FAULTS, LONGEST_SHOWN = 24, 40, 120
TYPES = {
    "object": "{…}",
    "array": "[…]",
    "string": "“…”",
    "integer": "1",
    "number": "1.5",
    "boolean": "true / false",
    "null": "null",
}
Path_ = tuple[str | int, ...]


class Fault(NamedTuple):
    """One thing that is wrong with a definition, and where."""

    path: Path_
    sentence: str

    @property
    def place(self) -> str:
        return ".".join(map(str, self.path)) or "{}"

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


def faults_of_shape(definition: Any) -> list[Fault]:
    """What the meta-schema says; a structure too deep to be read is said first and alone."""
    lost = unkeepable(definition)
    if lost:
        return lost
    errors = sorted(SHAPE.iter_errors(definition), key=lambda error: [str(part) for part in error.path])
    return [Fault(tuple(error.absolute_path), sentence(error)) for error in errors][:MOST_FAULTS]


def unkeepable(definition: Any) -> list[Fault]:
    """What not even a draft can hold: the database would refuse it, or reading it would never end."""
    deep = next((path for path, _value in walk(definition) if len(path) > DEEPEST), None)
    if deep:
        return [Fault(deep[:4], _("Too many brackets one within another."))]
    odd = [Fault(path, _("Signs that cannot be kept.")) for path, value in walk(definition) if _is_odd(value)]
    return odd[:MOST_FAULTS]


def walk(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value with its path, keys of objects included; by a stack, so that no depth breaks it."""
    waiting: list[tuple[Path_, Any]] = [(path, value)]
    while waiting:
        here, one = waiting.pop()
        yield here, one
        if len(here) <= DEEPEST:
            inner = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
            waiting += [((*here, name), part) for name, part in inner]


def _is_odd(value: Any) -> bool:
    """What PostgreSQL does not keep in JSON: NUL, half a letter, a number without end."""
    texts = value.keys() if isinstance(value, dict) else [value] if isinstance(value, str) else ()
    if isinstance(value, float):
        return value != value or value in (float("inf"), float("-inf"))
    return any("\x00" in text or text != text.encode(errors="ignore").decode() for text in texts)


def sentence(error: ValidationError) -> str:
    """A complaint of jsonschema in words of ours."""
    wanted, given = error.validator_value, error.instance
    match error.validator:
        case "required":
            return _("Missing: %(names)s.") % {"names": _list(name for name in wanted if name not in given)}
        case "additionalProperties":
            known = error.schema.get("properties", {})
            return _("Not known here: %(names)s.") % {
                "names": _list(one for one in given if one not in known)
            }
        case "type":
            kinds = [TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted)]
            return _("Another kind of value stands here: %(kinds)s.") % {"kinds": _list(kinds)}
        case "enum" | "const":
            values = wanted if isinstance(wanted, list) else [wanted]
            return _("One of these stands here: %(values)s.") % {"values": _list(map(_as_json, values))}
        case "minLength" | "minItems" | "minProperties":
            return _("This must not be empty.")
        case "maxLength" | "maxItems" | "maxProperties":
            return _("This is too long. At most: %(most)s.") % {"most": wanted}
        case "uniqueItems":
            return _("The same stands here twice.")
        case _:
            return _("This has another form: %(value)s.") % {"value": short(str(given))}


def _list(words: Iterable[Any]) -> str:
    return short(", ".join(map(str, words)))


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
