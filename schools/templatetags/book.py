"""The squares of a class book: there are hundreds on a page, so each is written as one string."""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from schools.teaching.grid import Row, Square
from schools.teaching.marks import MARKS

register = template.Library()


@register.simple_tag
def squares(row: Row, is_first: bool, height: int) -> SafeString:
    """`{% squares row forloop.first grid.rows|length %}`: the cells of one pupil. An open square is an input
    of its lesson's form; a day off is one cell of the first row, `height` rows high."""
    cells = (
        _square(row, square, place, height if is_first else 0) for place, square in enumerate(row.squares)
    )
    return mark_safe("".join(cells))  # noqa: S308 -- what a person has typed is escaped


def _square(row: Row, square: Square, place: int, height: int) -> str:
    column = square.column
    if column.kind == "term":
        return f'<td class="closed">{square.average}</td>'
    if column.kind == "holiday":
        day_off = f'<td class="holiday" rowspan="{height}"><span>{escape(column.title)}</span></td>'
        return day_off if height else ""
    inside = _input(row, square, place) if square.is_open else escape(square.text)
    today = ' class="today"' if column.is_today else ""
    return f'<td{today} data-mark="{square.tint}">{inside}</td>'


def _input(row: Row, square: Square, place: int) -> str:
    lesson = square.column.lesson.pk
    label = escape(f"{row.name}, {square.column.day_text}")
    invalid = ' aria-invalid="true"' if square.answer else ""
    return (
        f'<input data-cell data-lesson="{lesson}" data-column="{place}" form="lesson-{lesson}"'
        f' name="e{row.enrolment_id}r{square.rev}" value="{escape(square.text)}" maxlength="16"'
        f' autocomplete="off" spellcheck="false" aria-label="{label}"{invalid}>'
    )


@register.simple_tag
def attendance_choices(row: Row, square: Square, attendances: list[tuple[str, str]]) -> SafeString:
    """`{% attendance_choices row square attendances %}`: the four buttons of a pupil on the phone."""
    name = f"a{row.enrolment_id}r{square.rev}"
    choices = (
        _choice(name, value, value == square.cell.attendance, escape(word), f' class="is-{value}"')
        for value, word in attendances
    )
    return mark_safe("".join(choices))  # noqa: S308 -- our own words, escaped


@register.simple_tag
def mark_choices(row: Row, square: Square) -> SafeString:
    """`{% mark_choices row square %}`: 2 to 5 and no mark, as buttons on the phone."""
    return mark_safe("".join(_marks(f"m{row.enrolment_id}r{square.rev}", square)))  # noqa: S308 -- our own words


def _marks(name: str, square: Square) -> Iterator[str]:
    word = escape(_("Mark"))
    for mark in map(str, reversed(MARKS)):
        yield _choice(name, mark, mark == square.mark, f'<span class="sr-only">{word} </span>{mark}')
    none = escape(_("no mark"))
    inside = f'<span class="sr-only">{none}</span><span aria-hidden="true">—</span>'
    yield _choice(name, "", square.has_no_mark, inside)


def _choice(name: str, value: str, is_chosen: bool, inside: str, css: str = "") -> str:
    checked = " checked" if is_chosen else ""
    return f'<label{css}><input type="radio" name="{name}" value="{value}"{checked}>{inside}</label>'
