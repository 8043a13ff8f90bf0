"""What is known of a service, for pages of the rooms below the figures."""

from typing import Any

from django import template

from cabinet.cases.figures import ServiceFigures

register = template.Library()


@register.simple_tag
def usual_days(service: Any) -> int | None:
    """Within so many days nine of ten are decided; None while too few are known."""
    row = ServiceFigures.objects.filter(service=service).first()
    return row.shown.ninetieth_days if row else None
