from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eculture.accounts import User
from registry.mandates import Mandate
from registry.models import Unit
from schools.admissions.campaigns import Campaign
from schools.admissions.score_files import as_points
from schools.exams.centres import ExamRoom
from schools.exams.criteria import ExamCriterion
from schools.exams.marking import busy
from schools.exams.sessions import ExamSession
from schools.org.models import Direction

DAY = {"type": "date"}
HOUR = {"type": "time"}
MOMENT = {"type": "datetime-local"}
TYPED = "%Y-%m-%dT%H:%M"


class PlanForm(forms.Form):
    """Sittings one after another in all rooms of a centre."""

    centre = forms.ModelChoiceField(None, label=_("Exam centre"))
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(DAY))
    begins = forms.TimeField(label=_("The first sitting begins"), widget=forms.TimeInput(HOUR))
    ends = forms.TimeField(label=_("The last sitting ends"), widget=forms.TimeInput(HOUR))
    minutes = forms.IntegerField(label=_("Minutes for a sitting"), min_value=10, max_value=600)
    seats = forms.IntegerField(label=_("Most children in a sitting"), min_value=1, max_value=500)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = campaign.exam_centres.with_names().in_order()


class MoveForm(forms.Form):
    """Another room or time of a sitting."""

    room = forms.ModelChoiceField(None, label=_("Room"))
    starts_at = forms.DateTimeField(label=_("Begins"), widget=forms.DateTimeInput(MOMENT, TYPED))
    ends_at = forms.DateTimeField(label=_("Ends"), widget=forms.DateTimeInput(MOMENT, TYPED))

    def __init__(self, *args: Any, session: ExamSession, **kwargs: Any):
        known = {"room": session.room_id, "starts_at": session.starts_at, "ends_at": session.ends_at}
        super().__init__(*args, initial=known, **kwargs)
        rooms = ExamRoom.objects.filter(centre=session.room.centre_id).with_centre()
        self.fields["room"].queryset = rooms.in_order()


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        person = getattr(user, "person", None)
        return person.full_name if person else user.email


class AppointForm(forms.Form):
    """An examiner who is free at that time."""

    user = AccountField(None, label=_("Examiner"))
    is_chair = forms.BooleanField(label=_("chairs the jury"), required=False)

    def __init__(self, *args: Any, session: ExamSession, **kwargs: Any):
        super().__init__(*args, **kwargs)
        called = Mandate.objects.live().filter(role="examiner").values("user")
        free = User.objects.filter(pk__in=called, is_active=True).exclude(pk__in=busy(session))
        there = session.jury.values("user")
        self.fields["user"].queryset = (
            free.exclude(pk__in=there)
            .select_related("person")
            .order_by("person__surname", "person__name", "pk")
        )


class PointsField(forms.CharField):
    """Points with at most one decimal, with a comma or a point in every language."""

    def __init__(self, *, most: int, **kwargs: Any):
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=8, widget=widget, **kwargs)
        self.most = most

    def clean(self, value: Any) -> Decimal | None:
        points = as_points(super().clean(value))
        if points is None or not 0 <= points <= self.most:
            raise forms.ValidationError(_("Write a number from 0 to %(most)s.") % {"most": self.most})
        return points


class SheetForm(forms.Form):
    """Points for each criterion."""

    def __init__(self, *args: Any, criteria: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for one in self.criteria:
            words = {"label": one.name, "help_text": _("from 0 to %(most)s") % {"most": one.most}}
            self.fields[f"criterion_{one.pk}"] = PointsField(most=one.most, **words)

    @property
    def marks(self) -> Mapping[ExamCriterion, Decimal]:
        return {one: self.cleaned_data[f"criterion_{one.pk}"] for one in self.criteria}


class AbstainForm(forms.Form):
    reason = forms.CharField(label=_("Why do you not score this child?"), max_length=200)


class AppealForm(forms.Form):
    """Why the family does not agree; the region where no exam centre says it."""

    reason = forms.CharField(
        label=_("Why do you not agree with the score?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("In your own words: what should be looked at again?"),
    )

    def __init__(self, *args: Any, asks_region: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if asks_region:
            regions = Unit.objects.regions().in_order()
            words = {"label": _("Region whose commission decides"), "empty_label": _("Choose the region")}
            self.fields["region"] = forms.ModelChoiceField(regions, **words)


class ProposalForm(forms.Form):
    """What the score should be; the same as before rejects the appeal."""

    points = PointsField(most=100, label=_("Score after the appeal"))
    grounds = forms.CharField(
        label=_("Grounds, as the family will read them"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
