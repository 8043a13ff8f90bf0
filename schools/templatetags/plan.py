"""The lines of the plan: ten texts in each, so each line is written as one string."""

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
