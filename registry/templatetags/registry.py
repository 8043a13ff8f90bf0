from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eculture.azerbaijani import az_capital, az_fold
from registry.atlas import District, Picture, Pin
from registry.hours.week import WEEKDAYS

register = template.Library()

TONES = {
    "active": "done",
    "suspended": "wait",
    "displaced": "work",
    "closed": "closed",
    "withdrawn": "closed",
}


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


@register.simple_tag
def drawing(picture: Picture) -> SafeString:
    """`{% drawing map %}`: what stands inside the `<svg>`: the districts and over them the pins."""
    districts, pins = "\n".join(map(_district, picture.districts)), "".join(map(_pin, picture.pins))
    return mark_safe(districts + pins)  # noqa: S308 -- numbers of our own; the titles are escaped


def _district(one: District) -> str:
    css = "" if one.sunk else f' class="heat-{one.heat}"'
    title = f"<title>{escape(one.title)}</title>" if one.title else ""
    return f'<path{css} data-code="{one.code}" d="{one.path}">{title}</path>'


def _pin(one: Pin) -> str:
    circle = f'<circle cx="{one.x}" cy="{one.y}" r="9"/>'
    return f'<g class="map__pin">{circle}<text x="{one.x}" y="{one.y}">{one.number}</text></g>'


@register.filter
def weekday(day: Any) -> str:
    """The day of the week in words."""
    return str(WEEKDAYS[day.weekday()])
