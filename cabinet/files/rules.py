"""Which files are taken: few kinds, known by their content, of a bounded size."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
LONGEST_NAME = 100
QUOTA_MB = 200


class Kind(NamedTuple):
    content_type: str
    endings: tuple[str, ...]
    label: str


KINDS = {
    "pdf": Kind("application/pdf", (".pdf",), "PDF"),
    "jpg": Kind("image/jpeg", (".jpg", ".jpeg", ".jpe"), "JPG"),
    "png": Kind("image/png", (".png",), "PNG"),
}


@dataclass(frozen=True)
class FileRule:
    """What one question of a form takes: kinds of KINDS, megabytes of one file, how many files."""

    kinds: tuple[str, ...] = ("pdf", "jpg", "png")
    at_most_mb: int = 10
    how_many: int = 5

    @property
    def accept(self) -> str:
        """For the `accept` of an input."""
        return ",".join(ending for kind in self.kinds for ending in KINDS[kind].endings)

    @property
    def in_words(self) -> Any:
        kinds = ", ".join(KINDS[kind].label for kind in self.kinds)
        words = _("%(kinds)s, at most %(size)s MB each. Number of files: at most %(count)s.")
        return words % {"kinds": kinds, "size": self.at_most_mb, "count": self.how_many}

    def kind_of(self, content_type: str) -> Kind | None:
        return next((KINDS[name] for name in self.kinds if KINDS[name].content_type == content_type), None)


def plain_name(name: str) -> str:
    """What is shown of a name that somebody gave: no path, no control or direction signs."""
    base = PurePosixPath(name.replace("\\", "/")).name
    signs = unicodedata.normalize("NFC", base)
    plain = "".join(sign for sign in signs if unicodedata.category(sign)[0] != "C")
    return re.sub(r"\s+", " ", plain).strip(" ")


def kept_name(name: str, kind: Kind) -> str:
    """The same with the one ending of its kind."""
    stem = plain_name(name).rpartition(".")[0].strip(" .")
    return f"{stem[:LONGEST_NAME] or 'file'}{kind.endings[0]}"
