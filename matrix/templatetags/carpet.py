"""The squares of the matrix: hundreds on a page, so each is written as one string."""

from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from eculture.templatetags.words import aznumber
from matrix.crossing import COLOURS, MARKS, Cell, Crossing

register = template.Library()


@register.simple_tag
def carpet_rows(crossing: Crossing) -> SafeString:
    """`{% carpet_rows crossing %}`: a row of the table for each cluster; each square opens its cell."""
    here = escape(reverse("matrix:matrix"))
    marks = {applicability: escape(str(mark)) for applicability, mark in MARKS.items()}
    numbers = {value: escape(aznumber(value, 2)) for value in {cell.short_value for cell in crossing}}

    def square(cell: Cell) -> str:
        one = cell.applicability
        priority, star = (" heat--priority", "<sup>*</sup>") if cell.override else ("", "")
        value = f"<small>{numbers[cell.short_value]}</small>" if cell.shows_value else ""
        return (
            f'<td><a class="heat {COLOURS[one]}{priority}" href="{here}{escape(cell.path)}">'
            f"<span>{marks[one]}</span>{value}{star}</a></td>"
        )

    rows = (
        f'<tr><th scope="row">{escape(cluster.name)}</th>{"".join(map(square, cells))}</tr>'
        for cluster, cells in crossing.rows
    )
    return mark_safe("\n".join(rows))  # noqa: S308 -- what a person has typed is escaped


LEVEL = """
      <li>
        <span class="heat {}" aria-hidden="true">{}</span>
        <a class="plain" href="{}">{}<small>{}{}</small></a>
        <span class="number muted">{}</span>
      </li>
    """


@register.simple_tag
def level_rows(cells: list[Cell], here: str) -> SafeString:
    """`{% level_rows row here %}`: the cells of one cluster as lines, beneath the address of the matrix."""

    def texts(cell: Cell) -> tuple[str, ...]:
        star = " *" if cell.override else ""
        value = aznumber(cell.short_value, 2) if cell.shows_value else ""
        address = f"{here}{cell.path}"
        return cell.colour, str(cell.mark), address, cell.module.name, str(cell.label), star, value

    lines = (LEVEL.format(*map(escape, texts(cell))) for cell in cells)
    return mark_safe("".join(lines))  # noqa: S308 -- each text is escaped


@register.filter
def threads(cells: list[Cell]) -> SafeString:
    """`{{ cells|threads }}`: a row of the small carpet, colours alone."""
    drawn = "".join(f'<i class="{COLOURS[cell.applicability]}"></i>' for cell in cells)
    return mark_safe(drawn)  # noqa: S308 -- names of our own colours
