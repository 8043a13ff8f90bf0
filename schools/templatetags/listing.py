"""Long runs of small things on the public pages: each line or choice is written as one string."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from schools.listing import PlanRow

register = template.Library()


LINE = (
    '<tr><th scope="row"><a href="{}">{}</a><br><small class="muted">{}</small></th>'
    '<td data-label="{specialty}">{}</td><td class="number" data-label="{free}">{}</td>'
    '<td class="number" data-label="{paid}">{}</td><td class="number" data-label="{last}">{}</td></tr>'
)


@register.simple_tag
def plan_lines(rows: list[PlanRow], **labels: str) -> SafeString:
    """`{% plan_lines rows specialty=… free=… paid=… last=… %}`: a phone shows the labels beside the texts."""
    said = {name: escape(label) for name, label in labels.items()}
    lines = (LINE.format(*map(escape, row[1:]), **said) for row in rows)
    return mark_safe("\n    ".join(lines))  # noqa: S308 -- each text is escaped


@register.simple_tag
def options(names: dict[str, str], chosen: str) -> SafeString:
    """`{% options choices.units filters.unit %}`: the choices of a `<select>`, code → name."""
    rows = (
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(name)}</option>'
        for code, name in names.items()
    )
    return mark_safe("".join(rows))  # noqa: S308 -- each text is escaped
