"""A definition as staff type it: JSON text, in an order that people can read, with the line of each fault."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cabinet.services.grammar import SCHEMA, Fault, Path_, walk

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
LONGEST, NEAR = 400_000, 20
ON_STEP = len(("form", "x-steps", 0, "fields", 0))


def as_text(definition: Any) -> str:
    """JSON as a person would write it: the database keeps the keys of an object in an order of its own."""
    rank = {word: place for place, word in enumerate([*WORDS, *_asked(definition)])}
    return json.dumps(_ordered(definition, rank), ensure_ascii=False, indent=2)


def _asked(definition: Any) -> list[str]:
    """Names of questions as they stand on the steps, as far as there are steps."""
    found = [
        (path, name) for path, name in walk(definition) if len(path) == ON_STEP and isinstance(name, str)
    ]
    on_steps = [row for row in found if (row[0][:2], row[0][3]) == (("form", "x-steps"), "fields")]
    return [name for _path, name in sorted(on_steps)]


def _ordered(value: Any, rank: Mapping[str, int]) -> Any:
    if isinstance(value, list):
        return [_ordered(one, rank) for one in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda name: rank.get(name, len(rank)))
    return {name: _ordered(value[name], rank) for name in names}


def _words(schema: Any) -> Iterator[str]:
    """The words of the language, in the order of the meta-schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _words(part)


WORDS = list(dict.fromkeys(["type", "format", *_words(SCHEMA)]))


def read(text: str) -> tuple[Any, Fault | None]:
    """What the text says, or why it says nothing. The first thing that is wrong ends the reading."""
    if len(text) > LONGEST:
        return None, Fault((), _("This is too long. At most: %(most)s.") % {"most": LONGEST})
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once), None
    except json.JSONDecodeError as error:
        return None, Fault((), _not_json(error))
    except RecursionError:
        return None, Fault((), _("Too many brackets one within another."))
    except ValueError as error:
        return None, Fault((), str(error))


def _not_json(error: json.JSONDecodeError) -> str:
    """Where reading stopped, with what stands there; what should stand there only the author knows."""
    near = error.doc[error.pos : error.pos + NEAR].strip()
    where = {"line": error.lineno, "column": error.colno, "near": near}
    return _("This is not JSON. Line %(line)s, column %(column)s: %(near)s") % where


def _no_number(word: str) -> Any:
    raise ValueError(_("This has another form: %(value)s.") % {"value": word})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would silently keep the last of two."""
    names = [name for name, _value in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(_("“%(name)s” stands here twice.") % {"name": twice})
    return dict(pairs)


def lines_of(text: str) -> dict[Path_, int]:
    """Path → line on which its value begins. `text` is valid JSON."""
    lines: dict[Path_, int] = {(): 1}
    path: list[str | int] = []
    key: str | None = None
    for token in TOKEN.finditer(text):
        word, line = token[0], text.count("\n", 0, token.start()) + 1
        if word in "}]":
            path.pop()
        elif word == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else path[-1]
            key = None
        elif word == ":":
            path[-1] = key or ""
        elif word not in "{[" and key is None and path and isinstance(path[-1], str):
            key = json.loads(word)
        else:
            lines[tuple(path)] = line
            path += [0] if word == "[" else [""] if word == "{" else []
            key = None
    return lines


def line_of(fault: Fault, lines: Mapping[Path_, int]) -> int:
    """The line of a fault, or of the nearest thing around it."""
    path = fault.path
    while path not in lines:
        path = path[:-1]
    return lines[path]
