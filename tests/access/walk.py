"""All addresses of the site, as the resolver knows them."""

import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver

from tests.access.declare import Access

TESTS = Path(__file__).resolve().parent.parent
FLOORS = ("eculture", "registry", "cabinet", "schools", "matrix")


class Address(NamedTuple):
    key: str
    route: str
    view: Any


def addresses() -> list[Address]:
    """Each with its key: the URL's name, with its route if a name has several, or the route alone."""
    found = list(_walk(get_resolver().url_patterns))
    names = Counter(name for name, _route, _view in found)
    return [Address(_key(name, route, names), route, view) for name, route, view in found]


def _key(name: str, route: str, names: Counter[str]) -> str:
    if not name or name.endswith(":"):
        return route
    return name if names[name] == 1 else f"{name} {route}"


def _walk(patterns: list[Any], space: str = "", route: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or ""), here, pattern.callback
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, here)


def modules() -> list[Any]:
    """The access.py of each app and room, and the tables of third parties beside this file, by floor."""
    files = [path for floor in FLOORS for path in sorted((TESTS / floor).rglob("access*.py"))]
    files += sorted((TESTS / "access").glob("of_*.py"))
    names = [".".join(("tests", *path.relative_to(TESTS).with_suffix("").parts)) for path in files]
    return [importlib.import_module(name) for name in names]


def declared() -> dict[str, Access]:
    """All tables in one; an address that is declared twice is an error."""
    table: dict[str, Access] = {}
    for module in modules():
        twice = table.keys() & module.TABLE.keys()
        assert not twice, f"{module.__name__} declares again: {sorted(twice)}"
        table |= module.TABLE
    return table


def ready_line(address: Address) -> str:
    """What to paste into tests/<app>/access.py for an address that nobody has declared."""
    arguments = ", lambda cast: [cast.a.…]" if "<" in address.route else ""
    return f'    "{address.key}": Access("…"{arguments}),'
