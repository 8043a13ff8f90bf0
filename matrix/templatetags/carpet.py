"""The squares of the matrix: hundreds on a page, so they are put together here and not node by node."""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from eculture.templatetags.words import aznumber
from matrix.crossing import MARKS, Cell, Crossing

register = template.Library()

ROW = '<tr><th scope="row">{}</th>{}</tr>'
SQUARE = '<td><a class="{}" href="{}"><span>{}</span>{}</a></td>'
THREAD = '<i class="{}"></i>'
EMPTY, STAR = SafeString(), format_html("<sup>{}</sup>", "*")


@register.simple_tag
def carpet_rows(crossing: Crossing) -> SafeString:
    """`{% carpet_rows crossing %}`: a row of the table for each cluster; each square opens its cell."""
    here = reverse("matrix:matrix")
    marks = {applicability: escape(str(mark)) for applicability, mark in MARKS.items()}
    small = cache(lambda value: format_html("<small>{}</small>", aznumber(value, 2)))

    def parts(cell: Cell) -> tuple[str, str, str, str]:
        value = small(cell.short_value) if cell.shows_value else EMPTY
        css = f"heat {cell.colour} heat--priority" if cell.override else f"heat {cell.colour}"
        star = STAR if cell.override else EMPTY
        return css, f"{here}{cell.path}", marks[cell.applicability], value + star

    squares = (
        (cluster.name, format_html_join("", SQUARE, map(parts, cells))) for cluster, cells in crossing.rows
    )
    return format_html_join("\n", ROW, squares)


@register.filter
def threads(cells: list[Cell]) -> SafeString:
    """`{{ cells|threads }}`: a row of the small carpet, colours alone."""
    return format_html_join("", THREAD, ((cell.colour,) for cell in cells))
