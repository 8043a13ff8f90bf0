import re
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from registry.hours.week import WEEKDAYS, Opening, Spans
from registry.templatetags.registry import capital

SPAN = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)")


MORNING = time(6)  # until then a night may go on; what ends later was typed the wrong way round


class HoursField(forms.CharField):
    """`10:00–13:00, 14:00–18:00`; empty: closed. Cleaned to pairs of times in order, without overlap."""

    def to_python(self, value: Any) -> Spans:
        spans = []
        for part in filter(None, (part.strip() for part in str(value or "").split(","))):
            found = SPAN.fullmatch(part)
            try:
                numbers = [int(number) for number in found.groups()] if found else []
                opens, closes = time(*numbers[:2]), time(*numbers[2:])
            except (TypeError, ValueError) as error:
                raise forms.ValidationError(HOURS, params={"text": part[:40]}) from error
            is_turned = closes == opens or closes < opens and closes > MORNING
            if not found or is_turned or (spans and not _follows(spans[-1], opens)):
                raise forms.ValidationError(HOURS, params={"text": part[:40]})
            spans.append((opens, closes))
        return spans

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        """What is no time has been refused already."""


def _follows(last: tuple[time, time], opens: time) -> bool:
    """Nothing follows a time that goes on after midnight."""
    return last[0] < last[1] <= opens


HOURS = _(
    "“%(text)s” is no time. Write it as 10:00–18:00, several with commas between them; "
    "22:00–02:00 ends on the next day."
)


def in_words(spans: Spans) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)


class WeekForm(forms.Form):
    """The seven days of a week; with first and last day it is that of a season."""

    since = forms.DateField(
        label=_("First day of the season"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Empty: the week of all the year."),
    )
    until = forms.DateField(
        label=_("Last day of the season"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, openings: list[Opening], *sent: Any):
        super().__init__(*sent)
        for number, label in WEEKDAYS.items():
            of_day = [(one.opens, one.closes) for one in openings if one.weekday == number]
            self.fields[f"day-{number}"] = HoursField(
                label=capital(label), required=False, max_length=120, initial=of_day
            )
        self.order_fields([*(f"day-{number}" for number in WEEKDAYS), "since", "until"])
        if openings:
            self.initial |= {"since": openings[0].since, "until": openings[0].until}

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if (since is None) != (until is None):
            self.add_error("until" if since else "since", _now("Give both days of the season, or neither."))
        elif since and until < since:
            self.add_error("until", _now("The last day cannot be before the first day."))

    @property
    def week(self) -> dict[int, Spans]:
        return {number: self.cleaned_data[f"day-{number}"] for number in WEEKDAYS}

    @property
    def season(self) -> dict[str, date | None]:
        return {name: self.cleaned_data[name] for name in ("since", "until")}


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    hours = HoursField(label=_("Hours"), required=False, max_length=40, help_text=_("Empty: closed."))
    note = forms.CharField(label=_("Why"), required=False, max_length=120)
