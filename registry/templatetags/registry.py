from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from eculture.azerbaijani import az_capital, az_fold

register = template.Library()

TONES = {"active": "done", "suspended": "wait", "displaced": "work", "closed": "closed"}


@register.filter
def marked(name: str, text: str) -> SafeString:
    """The name with the words searched for marked: `{{ institution.name|marked:filters.text }}`."""
    wanted = tuple(az_fold(text).split())
    if not wanted:
        return conditional_escape(name)
    pieces = []
    for word in name.split(" "):
        is_hit = any(part.startswith(wanted) for part in az_fold(word).split())
        pieces.append((format_html("<mark>{}</mark>", word) if is_hit else word,))
    return format_html_join(" ", "{}", pieces)


@register.filter
def capital(words: Any) -> str:
    """The first letter as a capital, by the reader's alphabet."""
    words = str(words)
    return az_capital(words) if get_language() == "az" else words[:1].upper() + words[1:]


@register.filter
def tone(institution: Any) -> str:
    """The tone of the badge that tells its state."""
    return TONES[institution.state]
