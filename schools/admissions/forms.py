from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.files.fields import PapersField, PapersWish
from schools.admissions import papers
from schools.admissions.applications import Application
from schools.admissions.choices import Wish
from schools.admissions.papers import NeededPaper
from schools.org.models import Direction, Programme, School


class ApplyForm(forms.Form):
    """For which child and in which direction; the rest is known already."""

    child = forms.ModelChoiceField(
        queryset=None, label=_("Child"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose a child.")},
    )  # fmt: skip
    direction = forms.ChoiceField(
        choices=Direction.choices, label=_("Direction of the exam"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a direction.")},
    )  # fmt: skip

    def __init__(self, *args: Any, children: Any, campaign: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children
        if campaign:
            self.fields |= CentreForm(campaign=campaign).fields
        if "centre" in self.fields:
            self.fields["centre"].required = False  # needed or not, says the direction that is chosen


class CentreForm(forms.Form):
    """Where the child is examined; without fields while the campaign has no centres."""

    centre = forms.ChoiceField()
    needs_step_free = forms.BooleanField(
        label=_("The child needs a room without steps"), required=False,
        help_text=_("For a wheelchair or where stairs are hard. Nothing has to be proved."),
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: Any, direction: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = campaign.exam_centres.with_names().in_order()
        offered = {
            str(one.pk): (one, one.label) for one in (centres.examining(direction) if direction else centres)
        }
        if not offered:
            self.fields.clear()
            return
        self.fields["centre"] = one_of(offered, _("Exam centre"), _("Choose the exam centre"))


class WishForm(forms.Form):
    """One specialty and the schools for it; each school field offers what has places this year."""

    def __init__(self, *args: Any, application: Application, programmes: Any, schools: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = {one.code: (one, str(one)) for one in programmes}
        self.fields["programme"] = one_of(offered, _("Specialty"), _("Choose a specialty"))
        named = {school.code: (school, _named(school)) for school in schools}
        labels = {1: _("First school"), 2: _("Second school")}
        for place in range(1, application.campaign.max_schools + 1):
            label = labels.get(place, _("Another school"))
            empty = _("Choose a school") if place == 1 else _("No other school")
            self.fields[f"school_{place}"] = one_of(named, label, empty, required=place == 1)

    @property
    def wish(self) -> Wish:
        chosen = (self.cleaned_data.get(name) for name in self.fields if name.startswith("school_"))
        return Wish(self.cleaned_data["programme"], tuple(school for school in chosen if school))


def posted_schools(data: Mapping[str, str]) -> list[str]:
    """What the school fields hold, as far as a code may look so: the database refuses a null character."""
    return [code for name, code in data.items() if name.startswith("school_") and code.isprintable()]


def one_of(rows: dict[str, tuple[Any, str]], label: Any, empty: Any, **options: Any) -> forms.ChoiceField:
    """A field that offers rows by their code and answers with the row."""
    return forms.TypedChoiceField(
        choices=[("", empty), *((code, name) for code, (_row, name) in rows.items())],
        coerce=lambda code: rows[code][0],
        empty_value=None,
        label=label,
        error_messages={"required": empty, "invalid_choice": _("This is not on offer. Choose another one.")},
        **options,
    )


def _named(school: School) -> str:
    return _("%(school)s (%(unit)s)") % {"school": school.name, "unit": school.unit}


def programmes_for(application: Application) -> Any:
    """Programmes of the direction that are open to the child's age and taught somewhere this year."""
    campaign = application.campaign
    allowed = campaign.fundings_open_to(application.child, application.direction)
    offered = campaign.plan_places.filter(places__gt=0).values("programme")
    return Programme.objects.with_specialty().filter(pk__in=allowed).filter(pk__in=offered).in_order()


def schools_for(application: Application, programme: Programme | None) -> Any:
    plan = application.campaign.plan_places.filter(places__gt=0)
    offered = plan.filter(programme=programme) if programme else plan
    return School.objects.filter(pk__in=offered.values("school")).with_names().in_order()


class PapersForm(forms.Form):
    """The priority group, and one field for each paper that the application needs."""

    def __init__(self, *args: Any, application: Application, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.needed = list(NeededPaper.objects.asked_of(application))
        shelf = list(papers.shelf_of(application, user))
        for one in self.needed:
            self.fields[one.field] = PapersField(
                label=one.name,
                required=False,
                papers=papers.brought(application, one),
                shelf=shelf,
            )
            self.fields[one.field].is_needed = one.is_required  # in the end; for now it may be missing
        groups = {str(one.pk): (one, one.name) for one in application.campaign.priority_groups.all()}
        if groups:
            claim = getattr(application, "priority", None)
            self.fields["group"] = one_of(
                groups,
                _("Does the child belong to one of these groups?"),
                _("to none of them"),
                required=False,
            )
            self.fields["group"].widget = forms.RadioSelect(choices=self.fields["group"].choices)
            self.fields["group"].is_needed = True
            self.initial["group"] = str(claim.group_id) if claim else ""

    @property
    def wishes(self) -> list[tuple[NeededPaper, PapersWish]]:
        return [(one, self.cleaned_data[one.field]) for one in self.needed]
