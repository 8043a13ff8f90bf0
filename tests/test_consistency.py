"""Habits that a reader would check by eye, checked here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.template.loader import get_template

from tests.access import walk

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("eculture", "registry", "cabinet", "schools", "matrix")
FORBIDDEN = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py", "common", "core"}
DOORS = ("views", "api", "admin")
LONGEST, LONGEST_TEMPLATE = 400, 120
DECORATORS = {"require_GET", "require_POST", "require_safe", "require_http_methods"}
SQL = re.compile(r"objects\.raw\(|\.extra\(|RawSQL|\.execute\(|\.executemany\(|cursor\.copy\(")
SQL_ALLOWED = {  # each writes SQL from constants and passes values as parameters
    "eculture/health.py",
    "eculture/azerbaijani.py",
    "eculture/notices.py",
    "registry/institutions.py",
    "registry/search.py",
    "schools/admissions/told.py",  # of its own query set
}
PROCESSES = re.compile(r"subprocess|os\.system|os\.popen|shell=True")
BY_RIGHT = re.compile(r"\b(visible_to|editable_by)\b|\(user\)|\b(request|self)\.(user|person)\b")
OUTWARD_ALLOWED = {
    "eculture/outbound.py",
    "eculture/probe.py",  # the container asks itself
    "cabinet/accounts/openid/provider.py",  # names the errors of the session that outbound gives it
    "cabinet/files/scanning.py",  # speaks to the virus scanner beside us, by the protocol of clamd
    "eculture/sms_gateways.py",  # as well
    "cabinet/payments/gateways.py",  # as well
}
BARE_ALLOWED = {  # from a row that was fetched by right, or open to all
    "schools/admissions/views/public.py: PlacementRun.objects.published",
    "cabinet/dates/views.py: CalendarAddress.objects.opened_by",  # who has the address may read it
    "cabinet/views/documents.py: IssuedDocument.objects.filter",  # who has the code may check it
    "schools/admissions/views/__init__.py: Application.objects.with_names",  # its callers ask the guard
    "schools/admissions/views/__init__.py: Application.objects.filter",  # rereads the state of one's own
    "schools/admissions/views/reception.py: Person.objects.children_of",  # of who stands at the desk
    "schools/admin.py: PlanPlace.objects.get",  # the row as it was before the change
    "registry/admin.py: Institution.objects.get",
}
OUTWARD = re.compile(
    r"^\s*(import|from) (requests|urllib3|httpx|urllib\.request|http\.client|socket)\b", re.M
)


def sources(*, tests: bool = False) -> Iterator[Path]:
    for top in (*HOUSE, "tests") if tests else HOUSE:
        yield from (path for path in sorted((ROOT / top).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / app for app in HOUSE)]
    return sorted(path for folder in folders for path in folder.rglob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def matching(pattern: re.Pattern[str], paths: Iterator[Path]) -> set[str]:
    return {name_of(path) for path in paths if pattern.search(path.read_text())}


def is_class(view: Any) -> bool:
    return hasattr(view, "view_class") or hasattr(view, "cls") or "admin" in view.__module__


def test_no_file_says_nothing_in_its_name():
    assert [name_of(path) for path in sources(tests=True) if FORBIDDEN & {path.name, *path.parts}] == []


def test_no_file_is_too_long():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources(tests=True)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    pages = {name_of(path): len(path.read_text().splitlines()) for path in templates()}
    assert {name: length for name, length in pages.items() if length > LONGEST_TEMPLATE} == {}


def test_nothing_is_left_to_do():
    assert matching(re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), sources()) == set()


def test_imports_stand_at_the_top():
    """A function that imports hides what its module needs."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                inner = [part for part in ast.walk(node) if isinstance(part, (ast.Import, ast.ImportFrom))]
                found += [f"{name_of(path)}:{node.name}" for _part in inner]
    assert set(found) <= {"registry/apps.py:ready"}  # models exist only once the apps are loaded


def test_every_template_is_used():
    """By a view, a class attribute or another template; those of libraries replace a template of theirs."""
    sources_of = [*sources(tests=True), *templates(), *(ROOT / "templates").rglob("*.txt")]
    text = "\n".join(path.read_text() for path in sources_of)
    ours = [
        path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*") if path.is_file()
    ]
    unused = [str(path) for path in ours if not is_named(path, text) and not replaces(path)]
    assert unused == []


def is_named(path: Path, text: str) -> bool:
    by_stem = path.parent == Path("pages") and f'"{path.stem}"' in text
    return by_stem or str(path.with_suffix("")) in text


def replaces(path: Path) -> bool:
    """Whether a library ships a template of this name, or Django asks for it by its number."""
    if re.fullmatch(r"\d{3}", path.stem):
        return True
    engine = get_template("base.html").backend.engine
    folders = [Path(folder) for loader in engine.template_loaders for folder in loader.get_dirs()]
    return any((folder / path).is_file() for folder in folders if "site-packages" in folder.parts)


@pytest.mark.asvs("1.2.3", "15.3.6")
@pytest.mark.asvs("1.1.1", "1.1.2", "1.2.1", "3.2.2")
@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_habits(path: Path):
    text = path.read_text()
    loads = [
        line for found in re.findall(r"{% load ([^%]+?) ?%}", text) for line in [found.split(" from ")[0]]
    ]
    assert all(words.split() == sorted(words.split()) for words in loads), "sort the names after load"
    assert not re.search(
        r"<style\b|<script(?![^>]*(src=|type=\"application/json\"))|\sstyle=|\son[a-z]+=\"", text
    )
    assert not re.search(r"\|safe\b|{% autoescape off|mark_safe|{{ *[\w.]*\|safeseq", text), (
        "escape once, at output"
    )
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "nothing comes from another host"


@pytest.mark.asvs("1.1.1", "1.1.2", "1.2.1")
def test_markup_is_marked_safe_only_by_the_tags_that_make_it():
    allowed = re.compile(r"eculture/(templatetags/|icons|drawings|ornament)|/templatetags/")
    found = matching(re.compile(r"\bmark_safe\b|\bSafeString\(|\.__html__"), sources())
    assert {name for name in found if not allowed.search(name)} == set()


@pytest.mark.asvs("1.2.4")
def test_sql_is_written_in_few_places():
    found = {name for name in matching(SQL, sources()) if "/embedded/" not in name}
    assert found - SQL_ALLOWED == set()


@pytest.mark.asvs("1.2.5")
def test_processes_are_started_only_where_there_is_no_request():
    found = matching(PROCESSES, sources())
    assert {name for name in found if "/embedded/" not in name and "/management/" not in name} == set()


@pytest.mark.asvs("1.3.6", "13.1.1", "13.2.4", "13.2.5", "15.3.2")
def test_only_one_module_talks_to_other_hosts():
    found = {name for name in matching(OUTWARD, sources()) if "/embedded/" not in name}
    assert found - OUTWARD_ALLOWED == set()


@pytest.mark.asvs("11.5.1")
def test_chance_that_protects_comes_from_secrets():
    found = matching(re.compile(r"^\s*(import random|from random)", re.M), sources())
    assert {name for name in found if not re.search(r"demo|national", name)} == set()


@pytest.mark.asvs("15.3.1", "15.3.3")
def test_forms_and_serializers_name_their_fields():
    assert (
        matching(re.compile(r"fields\s*=\s*[\"']__all__|^        exclude\s*=\s*[\[(]", re.M), sources())
        == set()
    )


@pytest.mark.asvs("8.2.2", "8.4.1")
def test_doors_fetch_rows_only_by_right():
    """A view, API or admin module that starts from a model that knows who may see its rows asks it."""
    guarded = {model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    doors = [
        path for path in sources() if any(part.removesuffix(".py").endswith(DOORS) for part in path.parts)
    ]
    found = {f"{name_of(path)}: {chain}" for path in doors for chain in bare_chains(path, guarded)}
    assert found - BARE_ALLOWED == set()


def bare_chains(path: Path, guarded: set[str]) -> Iterator[str]:
    """`Model.objects.…` whose chain of calls neither names a guard nor hands over the user."""
    for node in ast.walk(ast.parse(path.read_text())):
        for chain in (ast.unparse(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.Call)):
            head = re.match(rf"({'|'.join(sorted(guarded))})\.objects\.(\w+)", chain)
            if head and not isinstance(node, (ast.Attribute, ast.Call)) and not BY_RIGHT.search(chain):
                yield head.group()


@pytest.mark.asvs("3.5.1", "3.5.3")
def test_every_view_names_its_methods():
    """A function view without a list of methods would answer a write by GET."""
    views = [address.view for address in walk.addresses()]
    ours = {view for view in views if (view.__module__ or "").split(".")[0] in HOUSE and not is_class(view)}
    decorated = {(name, function) for path in sources() for name, function in decorated_in(path)}
    naked = {f"{view.__module__}.{view.__name__}" for view in ours}
    assert naked - {f"{module}.{function}" for module, function in decorated} == set()


def decorated_in(path: Path) -> Iterator[tuple[str, str]]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            names = {getattr(getattr(mark, "func", mark), "id", "") for mark in node.decorator_list}
            if names & DECORATORS:
                yield module, node.name
