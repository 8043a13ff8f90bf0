"""docs/asvs.md is complete and true: every requirement has a row, every named test is there and bears it."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import limits

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "asvs.md"
ID = re.compile(r"\b\d+\.\d+\.\d+\b")
REFERENCE = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
APPLYING, NOT_APPLYING = 207, 46
STATUS = ("owner: ", "open: ")


class Row(NamedTuple):
    ids: frozenset[str]
    tests: list[tuple[str, str]]
    status: str


@cache
def rows() -> list[Row]:
    lines = [
        line for line in section("Requirements").splitlines() if line.startswith("| ") and ID.match(line[2:])
    ]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Row(frozenset(cell[0].split()), REFERENCE.findall(cell[3]), cell[3]) for cell in cells]


def section(title: str) -> str:
    return DOCUMENT.read_text().split(f"## {title}\n")[1].split("\n## ")[0]


@cache
def marks_of(file: str) -> dict[str, tuple[set[str], bool]]:
    """Test → (ids that its marker bears, whether it is skipped)."""
    found = {}
    for node in ast.parse((ROOT / file).read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            ids = {one for mark in marks if "mark.asvs" in mark for one in ID.findall(mark)}
            found[node.name] = (ids, any("mark.skip" in mark or "mark.xfail" in mark for mark in marks))
    return found


def test_every_requirement_has_one_row():
    listed = [one for row in rows() for one in row.ids]
    assert len(listed) == len(set(listed)) == APPLYING


def test_what_does_not_apply_is_listed():
    others = set(ID.findall(section("Not applicable")))
    assert len(others) == NOT_APPLYING
    assert others & {one for row in rows() for one in row.ids} == set()


def test_every_row_is_shown_or_says_who_owes_it():
    assert [
        sorted(row.ids) for row in rows() if not row.tests and not any(word in row.status for word in STATUS)
    ] == []


def test_every_named_test_is_there_and_bears_a_requirement_of_its_row():
    wrong = []
    for row in rows():
        for file, name in row.tests:
            ids, is_skipped = marks_of(file).get(name, (set(), True))
            if is_skipped or not ids & row.ids:
                wrong.append(f"{file}::{name} for {sorted(row.ids)}")
    assert wrong == []


def test_every_marker_bears_a_known_requirement():
    known = {one for row in rows() for one in row.ids} | set(ID.findall(section("Taken from level 3")))
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]
    borne = {
        (file, name, one) for file in files for name, (ids, _skip) in marks_of(file).items() for one in ids
    }
    assert [each for each in borne if each[2] not in known] == []


@pytest.mark.asvs("2.1.1", "2.1.2", "2.1.3")
def test_the_page_of_limits_is_true():
    assert limits.DOCUMENT.read_text() == limits.page(), "run `python -m tests.limits`"
