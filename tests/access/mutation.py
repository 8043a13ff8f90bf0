"""Is the net tight? Each `visible_to` and `editable_by` in turn answers with all rows: that must be noticed.

A mutation is one call site (file and function) for one model. Calls that give everybody everything anyway
(the public registry) change nothing and are left out; call sites that no address reaches are reported.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import QuerySet

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("eculture", "registry", "cabinet", "schools", "matrix")
GUARDS = ("visible_to", "editable_by")
DOORS = {"api", "admin", "forms", "sections", "listing", "frame"}


class Site(NamedTuple):
    file: str
    function: str
    rows: str
    guard: str


class Watch:
    """Replaces the guards of all QuerySets: notes who calls them, and mutates the one chosen."""

    def __init__(self) -> None:
        self.hits: dict[Site, set[str]] = defaultdict(set)
        self.matters: set[Site] = set()
        self.address = ""
        self.mutant: Site | None = None

    @contextmanager
    def on(self) -> Iterator["Watch"]:
        kept = [(cls, name, vars(cls)[name]) for cls in guarded() for name in GUARDS if name in vars(cls)]
        for cls, name, original in kept:
            setattr(cls, name, self._wrapped(name, original))
        try:
            yield self
        finally:
            for cls, name, original in kept:
                setattr(cls, name, original)

    def _wrapped(self, guard: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(rows: Any, user: Any, *args: Any) -> Any:
            frame = sys._getframe(1)
            if frame.f_code.co_filename.endswith("manager.py") and frame.f_back:
                frame = frame.f_back
            caller = frame.f_code
            site = Site(place(caller.co_filename), caller.co_name, rows.model.__name__, guard)
            if site == self.mutant:
                return rows.all()
            answer = original(rows, user, *args)
            if site.file:
                self.hits[site].add(self.address)
                if set(answer.values_list("pk", flat=True)) != set(rows.all().values_list("pk", flat=True)):
                    self.matters.add(site)
            return answer

        return watched


def guarded() -> list[type[QuerySet[Any]]]:
    """The QuerySet classes that know who may see their rows, below those that libraries make of them."""
    found = {base for model in apps.get_models() for base in type(model._default_manager.all()).__mro__}
    return [cls for cls in found if any(name in vars(cls) for name in GUARDS)]


def place(file: str) -> str:
    """The file inside the house, if it is a door: one of the modules that answer people."""
    path = Path(file)
    inside = path.is_relative_to(ROOT) and path.relative_to(ROOT)
    names = [part.removesuffix(".py") for part in inside.parts] if inside else []
    return str(inside) if any(name in DOORS or name.endswith("views") for name in names) else ""


def written() -> set[tuple[str, str, str]]:
    """(file, function, guard) of every call that stands in a door, by reading the source."""
    files = [path for app in HOUSE for path in (ROOT / app).rglob("*.py") if place(str(path))]
    return {call for path in files for call in _calls(ast.parse(path.read_text()), place(str(path)), "")}


def _calls(node: ast.AST, file: str, function: str) -> Iterator[tuple[str, str, str]]:
    """Calls of guards below `node`, each with the innermost function around it."""
    if isinstance(node, ast.FunctionDef):
        function = node.name
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GUARDS:
        yield file, function, node.func.attr
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, file, function)
