"""The form of an edition: its steps, what is shown, what is wrong, how it reads. Works without JavaScript."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cabinet.services.checking import fault, fault_of_papers, known_institutions
from cabinet.services.conditions import is_empty
from cabinet.services.definition import Definition, Question, Step
from cabinet.services.fields import field_of
from cabinet.services.prefill import prefilled
from cabinet.services.reading import summary
from registry.institutions import Institution

__all__ = ["StepForm", "about", "prefilled", "problems", "shown", "step_form", "steps", "summary"]

ASKED = "-asked"
LONGEST_KEPT = 8000


class Asked(forms.HiddenInput):
    """Says which questions stood on the page, so that one brought up by an answer is asked before it is
    missed."""

    names: Iterable[str] = ()

    def format_value(self, value: Any) -> str:
        return " ".join(self.names)


class StepForm(forms.Form):
    """One step. Shows what the answers so far call for; a hidden question neither errs nor answers.

    `cleaned_answers` holds what can be taken, None for what was emptied; `kept_answers` also what cannot, as
    it was typed; `cleaned_files` the new files of each question.
    """

    use_required_attribute = False

    def __init__(
        self,
        definition: Definition,
        step: Step,
        *,
        answers: Mapping[str, Any],
        data: Any,
        files: Any,
        controls: Mapping[str, forms.Field],
    ):
        self.definition, self.step, self.answers = definition, step, answers
        super().__init__(data, files, initial=dict(answers))
        shown = definition.shown(answers)
        names = [name for name in step.fields if self.is_bound or name in shown]
        self.fields = {name: controls.get(name) or field_of(definition.questions[name]) for name in names}
        self.fields[ASKED] = forms.CharField(required=False, widget=Asked())
        self.fields[ASKED].widget.names = names
        if self.is_bound:
            self.full_clean()

    def clean(self) -> dict[str, Any]:
        """In the order of the page: each answer may show or hide what stands after it."""
        asked = self.cleaned_data.pop(ASKED, "").split()
        for name in self.step.fields:
            if name not in self.definition.shown({**self.answers, **self.kept_answers}):
                self._leave_out(name)
            elif asked and name not in asked:
                self._errors.pop(name, None)
                self.add_error(name, _("Your answers bring up this question. Answer it too."))
        self.fields[ASKED].widget.names = [name for name in self.fields if name != ASKED]
        return self.cleaned_data

    def _leave_out(self, name: str) -> None:
        self.fields.pop(name)
        self._errors.pop(name, None)
        self.cleaned_data.pop(name, None)

    @property
    def questions(self) -> list[Question]:
        """What stands on the page now."""
        return [self.definition.questions[name] for name in self.fields if name != ASKED]

    @property
    def cleaned_answers(self) -> dict[str, Any]:
        asked = [question for question in self.questions if question.kind != "file"]
        return {one.name: self.cleaned_data[one.name] for one in asked if one.name in self.cleaned_data}

    @property
    def kept_answers(self) -> dict[str, Any]:
        """What to keep of a step that is not right yet: nothing typed is lost."""
        wrong = [one for one in self.questions if one.kind != "file" and one.name not in self.cleaned_data]
        return {one.name: _as_typed(self[one.name].data) for one in wrong} | self.cleaned_answers

    @property
    def cleaned_files(self) -> dict[str, list[Any]]:
        files = [one.name for one in self.questions if one.kind == "file"]
        return {name: self.cleaned_data[name] for name in files if self.cleaned_data.get(name)}


def _as_typed(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_typed(one) for one in value]
    return value.replace("\x00", "")[:LONGEST_KEPT] if isinstance(value, str) else None


def steps(version: Any) -> list[Step]:
    """The pages of the form with their titles in the reader's language."""
    return Definition.of(version).steps


def step_form(
    version: Any,
    step_slug: str,
    *,
    answers: Mapping[str, Any],
    data: Any = None,
    files: Any = None,
    controls: Mapping[str, forms.Field] | None = None,
) -> StepForm:
    """The form of one step; `controls` stand in for the plain ones of some questions.

    Raises KeyError for a step that the edition does not have.
    """
    definition = Definition.of(version)
    step = {step.slug: step for step in definition.steps}[step_slug]
    return StepForm(definition, step, answers=answers, data=data, files=files, controls=controls or {})


def shown(version: Any, answers: Mapping[str, Any]) -> set[str]:
    """The questions that these answers call for; answers to others are dropped when a case is sent."""
    return Definition.of(version).shown(answers)


def problems(version: Any, answers: Any, *, papers: Mapping[str, int]) -> dict[str, str]:
    """What hinders sending: question → sentence, "" for what belongs to none. `papers`: files of each."""
    definition = Definition.of(version)
    if not isinstance(answers, Mapping):
        return {"": _("The answers cannot be read. Fill in the form anew.")}
    found: dict[str, str | None] = {}
    unknown = [str(name) for name in answers if name not in definition.questions]
    if unknown:
        names = ", ".join(unknown[:5])[:200]
        found[""] = _("The form does not ask for this: %(names)s.") % {"names": names}
    called = definition.shown(answers)
    asked = [question for name, question in definition.questions.items() if name in called]
    for question in asked:
        is_file = question.kind == "file"
        count, value = papers.get(question.name, 0), answers.get(question.name)
        found[question.name] = fault_of_papers(question, count) if is_file else fault(question, value)
    return {name: sentence for name, sentence in found.items() if sentence} | _strange(asked, answers, found)


def _strange(asked: list[Question], answers: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, str]:
    """Answers that name an institution which the registry does not have, or not for this service."""
    wishes = [
        (question, answers[question.name])
        for question in asked
        if question.kind == "institution"
        and not found.get(question.name)
        and not is_empty(answers.get(question.name))
    ]
    known = known_institutions(wishes)
    return {
        question.name: _("The registry has no such institution for this service.")
        for question, code in wishes
        if (question.name, code) not in known
    }


def about(version: Any, answers: Mapping[str, Any]) -> Institution | None:
    """The institution that the case is about, where the form asks for it."""
    name = (version.definition.get("about") or {}).get("field")
    code = answers.get(name) if name in shown(version, answers) else None
    return Institution.objects.active().filter(code=code).first() if isinstance(code, str) else None
