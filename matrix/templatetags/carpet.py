"""The squares of the matrix: hundreds on a page, so they are put together here and not node by node."""

from functools import cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from eculture.templatetags.words import aznumber
from matrix.crossing import COLOURS, MARKS, Cell, Crossing

register = template.Library()

ROW = '<tr><th scope="row">{}</th>{}</tr>'
SQUARE = '<td><a class="{}" href="{}"><span>{}</span>{}</a></td>'
HEATS = {one: escape(f"heat {colour}") for one, colour in COLOURS.items()}
THREADS = {one: format_html('<i class="{}"></i>', colour) for one, colour in COLOURS.items()}
EMPTY, PRIORITY, STAR = escape(""), escape(" heat--priority"), format_html("<sup>{}</sup>", "*")


@register.simple_tag
def carpet_rows(crossing: Crossing) -> SafeString:
    """`{% carpet_rows crossing %}`: a row of the table for each cluster; each square opens its cell."""
    marks = {applicability: escape(str(mark)) for applicability, mark in MARKS.items()}
    paths = {module.code: escape(f"{module.code}/") for module in crossing.modules}
    small = cache(lambda value: format_html("<small>{}</small>", aznumber(value, 2)))
    here = reverse("matrix:matrix")

    def parts(cell: Cell, address: SafeString) -> tuple[SafeString, ...]:
        value = small(cell.short_value) if cell.shows_value else EMPTY
        priority, star = (PRIORITY, STAR) if cell.override else (EMPTY, EMPTY)
        path = address + paths[cell.module.code]
        return HEATS[cell.applicability] + priority, path, marks[cell.applicability], value + star

    def squares(cluster: Any, cells: list[Cell]) -> SafeString:
        address = escape(f"{here}{cluster.code}/")
        return format_html_join("", SQUARE, (parts(cell, address) for cell in cells))

    return format_html_join("\n", ROW, ((one.name, squares(one, cells)) for one, cells in crossing.rows))


@register.filter
def threads(cells: list[Cell]) -> SafeString:
    """`{{ cells|threads }}`: a row of the small carpet, colours alone."""
    return format_html_join("", "{}", ((THREADS[cell.applicability],) for cell in cells))
