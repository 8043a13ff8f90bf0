from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey
from eculture.refusals import Refusal
from schools.models import Enrolment, Lesson, School, StudyGroup, Term
from schools.teaching.groups import teachers_of


class TeacherField(forms.ModelChoiceField):
    def label_from_instance(self, teacher: Any) -> str:
        person = getattr(teacher, "person", None)
        return person.full_name if person else teacher.email


class PupilsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, enrolment: Enrolment) -> str:
        person = enrolment.person
        return f"{person.surname} {person.name}, {enrolment.programme.specialty}, {enrolment.grade}"


def pupils_of(school: School) -> Any:
    names = (AzKey("person__surname"), AzKey("person__name"), "pk")
    return Enrolment.objects.at(school).live().with_names().order_by(*names)


class GroupForm(forms.ModelForm):
    class Meta:
        model = StudyGroup
        fields = ["subject", "name", "teacher"]
        field_classes = {"teacher": TeacherField}
        help_texts = {
            "subject": _("For example: Solfeggio, Choir, Piano"),
            "name": _("For example: Group III"),
        }

    pupils = PupilsField(Enrolment.objects.none(), label=_("Pupils"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["teacher"].queryset = teachers_of(school)
        self.fields["pupils"].queryset = pupils_of(school)

    def open_group(self, *, by: Any) -> StudyGroup:
        return StudyGroup.open(school=self.school, by=by, **self.cleaned_data)


class PupilsForm(forms.Form):
    """Pupils of the school who are not in the group yet."""

    pupils = PupilsField(Enrolment.objects.none(), label=_("Pupils"))

    def __init__(self, *args: Any, group: StudyGroup, **kwargs: Any):
        super().__init__(*args, **kwargs)
        here = group.memberships.live().values("enrolment")
        self.fields["pupils"].queryset = pupils_of(group.school).exclude(pk__in=here)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LessonForm(forms.ModelForm):
    class Meta:
        model = Lesson
        fields = ["held_on", "topic"]
        field_classes = {"held_on": DayField}
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, initial={"held_on": timezone.localdate()}, **kwargs)

    def plan(self, *, by: Any) -> Lesson:
        return Lesson.plan(group=self.instance.group, by=by, **self.cleaned_data)


class TermForm(forms.ModelForm):
    class Meta:
        model = Term
        fields = ["year", "kind", "ordinal", "starts_on", "ends_on"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("starts_on", "ends_on")
        }

    def plan(self, *, by: Any) -> Term:
        self.instance.plan(by=by)
        return self.instance


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it opened again?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def carried_out(form: forms.BaseForm, verb: Callable[..., Any], **wish: Any) -> Any:
    """Run the verb of a valid form. What it refuses stands beside its field; the answer is then None."""
    if not form.is_valid():
        return None
    try:
        return verb(**wish)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
