"""Names in the reader's language as plain columns, for pages that read a hundred of them at once."""

from collections.abc import Iterable

from django.utils.translation import get_language
from modeltranslation.utils import resolution_order


def columns(field: str = "name") -> list[str]:
    """The columns of a translated field, the reader's language first. Ask for them with `rewrite(False)`."""
    return [f"{field}_{language}" for language in resolution_order(get_language())]


def first(names: Iterable[str | None]) -> str:
    """The name in the reader's language, or in the next one that has it."""
    return next(filter(None, names), "")
