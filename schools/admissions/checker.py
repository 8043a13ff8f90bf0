"""The program that checks a placement, in one file for any machine: `python placement-check.pyz FILE`."""

import io
import zipfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PARTS = ("placement.py", "record.py", "verify.py")
PACKAGES = ("schools/__init__.py", "schools/admissions/__init__.py")
START = "import sys\n\nfrom schools.admissions.verify import main\n\nsys.exit(main(sys.argv[1:]))\n"
SHEBANG = b"#!/usr/bin/env python3\n"
THE_SAME_DAY = (2026, 1, 1, 0, 0, 0)  # equal sources give an equal file


@cache
def program() -> bytes:
    """The sources of the check as an executable archive of Python."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        sources = {"__main__.py": START} | dict.fromkeys(PACKAGES, "")
        sources |= {f"schools/admissions/{name}": (HERE / name).read_text() for name in PARTS}
        for name, text in sources.items():
            entry = zipfile.ZipInfo(name, THE_SAME_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(entry, text)
    return SHEBANG + archive.getvalue()
