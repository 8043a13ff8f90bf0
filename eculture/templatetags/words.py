"""How dates, numbers and names are written in the language of the page."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language

from eculture.azerbaijani import az_upper

register = template.Library()

LOCALES = {"az": "az", "en": "en_GB", "ru": "ru"}
STYLES = {
    "long": "d MMMM y",
    "day": "d MMMM",
    "weekday": "d MMMM y, EEEE",
    "short": "dd.MM.y",
    "month": "LLLL y",
    "dayname": "EEEE",
}
AZ_SUFFIXES = {1: "ci", 2: "ci", 3: "cü", 4: "cü", 5: "ci", 6: "cı", 7: "ci", 8: "ci", 9: "cu"}
AZ_TENS = {1: "cu", 2: "ci", 3: "cu", 4: "cı", 5: "ci", 6: "cı", 7: "ci", 8: "ci", 9: "cı"}
EN_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def language() -> str:
    return (get_language() or "az")[:2]


@register.filter
def azdate(value: date | datetime | str | None, style: str = "long") -> str:
    """22 noyabr 2026 · 22 November 2026 · 22 ноября 2026. Styles: STYLES. A notice keeps its day as text."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, STYLES[style], locale=LOCALES[language()])


@register.filter
def azmoment(value: datetime | None, style: str = "long") -> str:
    """22 noyabr 2026, 14:02: a moment in Baku."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{azdate(local, style)}, {local:%H:%M}"


@register.filter
def aznumber(value: Any, places: int | None = None) -> str:
    """17 412 · 78,5: grouped, with the decimal sign of the language; `places` fixes the decimals."""
    if value is None or value == "":
        return ""
    if places is None and type(value) is int and 0 <= value < 1000:
        return str(value)  # nothing to group: most counts of a page
    if isinstance(value, str):
        value = Decimal(value)
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def ordinal(value: int) -> str:
    """6-cı · 6th · 6-й: the suffix never parts from its number (wrap it in `nobr`)."""
    if language() == "ru":
        return f"{value}-й"
    if language() == "en":
        teen = 10 <= value % 100 <= 20
        return f"{value}{'th' if teen else EN_SUFFIXES.get(value % 10, 'th')}"
    return f"{value}-{az_suffix(value)}"


def az_suffix(value: int) -> str:
    """The vowel follows the last spoken word: altı-cı, üç-cü, on-cu, yüz-cü, min-ci; sıfır-cı."""
    if value % 10:
        return AZ_SUFFIXES[value % 10]
    if value % 100:
        return AZ_TENS[value // 10 % 10]
    if value % 1000:
        return "cü"
    return "ci" if value else "cı"


@register.filter
def masked(value: str | None) -> str:
    """A FİN as it may be shown: its last two signs. A name keeps first and last letter of each word."""
    if not value:
        return ""
    if " " in value or not any(sign.isdigit() for sign in value):
        return " ".join(hide_inside(word) for word in value.split())
    return "•" * (len(value) - 2) + value[-2:]


def hide_inside(word: str) -> str:
    return word if len(word) < 3 else word[0] + "*" * (len(word) - 2) + word[-1]


@register.filter
def initials(name: str) -> str:
    """Two letters for the avatar: given name and surname."""
    words = [word for word in str(name).split() if word]
    return az_upper("".join(word[0] for word in words[:2]))


@register.filter
def file_size(size: int) -> str:
    """84 KB · 1,2 MB."""
    if size < 1024 * 1024:
        return f"{aznumber(max(1, round(size / 1024)))}\N{NO-BREAK SPACE}KB"
    return f"{aznumber(size / 1024 / 1024, 1)}\N{NO-BREAK SPACE}MB"
