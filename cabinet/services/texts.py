"""Words that staff have written: one text per language, with names in double braces and nothing else.

A name is replaced once by what it stands for; whatever else stands in the text, braces included, is words.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("az", "en", "ru")
PLACE = re.compile(r"\{\{ *([a-z][a-z0-9_.]*) *\}\}")


def said(text: Mapping[str, str] | None) -> str:
    """The text in the reader's language."""
    text = text or {}
    return text.get((get_language() or LANGUAGES[0])[:2]) or text.get(LANGUAGES[0], "")


def places(text: str) -> list[str]:
    """The names that the text asks for."""
    return PLACE.findall(text)


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """The text with what is known put in; what a person has typed is never read again as a text of ours."""
    return PLACE.sub(lambda found: str(facts.get(found[1], found[0])), text)
