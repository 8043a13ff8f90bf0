"""The yearly figures of an institution: filled in from last time, and what about them is to be explained."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from eculture.refusals import Refusal
from eculture.templatetags.words import aznumber
from registry.classifiers import Indicator
from registry.institutions import Institution

Figures = Mapping[str, int | None]


def doubts(institution: Institution, figures: Figures) -> list[str]:
    """What somebody who knows the place would ask: a jump, or branches that have more than the whole."""
    indicators = Indicator.objects.filter(kinds=institution.kind_id)
    parts = parts_of(institution)
    told = []
    for one in indicators:
        figure, before = figures.get(one.code), institution.figures.get(one.code)
        if figure is None:
            continue
        if before and abs(figure - before) * 100 > before * one.jump:
            said = _("%(name)s: %(before)s before, %(now)s now.")
            told.append(said % {"name": one.name, "before": aznumber(before), "now": aznumber(figure)})
        if parts.get(one.code, 0) > figure:
            said = _("%(name)s: the branches together have %(sum)s, more than %(now)s.")
            values = {"name": one.name, "sum": aznumber(parts[one.code]), "now": aznumber(figure)}
            told.append(said % values)
    return told


def parts_of(institution: Institution) -> dict[str, int]:
    """Indicator → the sum over the working branches."""
    sums: dict[str, int] = {}
    for figures in institution.branches.active().values_list("figures", flat=True):
        for code, figure in figures.items():
            sums[code] = sums.get(code, 0) + (figure or 0)
    return sums


def refuse_what_is_not_explained(institution: Institution, figures: Figures, note: str) -> None:
    """Raises Refusal with every doubt until a note explains them."""
    found = doubts(institution, figures)
    if found and len(note.strip()) < 10:
        said = _("Explain in the note: %(doubts)s") % {"doubts": " ".join(found)}
        raise Refusal(said, code="explain", field="note")
