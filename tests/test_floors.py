"""The floors hold, and the rule that holds them notices an import that points up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("eculture", "registry", "cabinet", "schools", "matrix")
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(LINT, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the house without its data, to be broken."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            target = folder / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return folder


def test_nothing_points_up():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("eculture/jobs.py", "import registry.roles"),
        ("eculture/notices.py", "import cabinet.people"),
        ("registry/search.py", "import cabinet.people"),
        ("cabinet/services/models.py", "import schools.roles"),
        ("cabinet/people/models.py", "import matrix.modules"),
        ("schools/roles.py", "import matrix.modules"),
        ("matrix/modules.py", "import schools.roles"),
        ("schools/teaching/lessons.py", "import schools.admissions.offers"),
        ("schools/admissions/plan.py", "import schools.teaching.lessons"),
        ("schools/org/models.py", "import schools.study.models"),
        ("registry/roles.py", "import eculture.embedded.launch"),
    ],
)
def test_an_import_that_points_up_is_noticed(copy: Path, file: str, line: str):
    broken = copy / file
    kept = broken.read_text()
    broken.write_text(f"{kept}\n{line}\n")
    try:
        done = lint(copy)
    finally:
        broken.write_text(kept)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
