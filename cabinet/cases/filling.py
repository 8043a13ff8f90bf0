"""A draft on its way through the form: which step, what stands there, what was saved, what is in the way."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cabinet.services import forms
from cabinet.services.definition import Step
from cabinet.services.prefill import source_line
from cabinet.services.reading import texts
from eculture.refusals import Refusal


class Filling:
    """The form of one draft, with the page of it that is open."""

    def __init__(self, case: Any, slug: str = ""):
        self.case, self.slug = case, slug
        self.refusal: Refusal | None = None
        self.posted: Any = None

    @cached_property
    def pages(self) -> list[Step]:
        """The steps on which the answers so far leave something to ask."""
        called = forms.shown(self.case.version, self.case.answers)
        return [one for one in forms.steps(self.case.version) if called.intersection(one.fields)]

    @property
    def step(self) -> Step | None:
        return next((one for one in forms.steps(self.case.version) if one.slug == self.slug), None)

    @property
    def titles(self) -> list[tuple[str, str]]:
        """For the steps component: what is done is a link."""
        last = (_("Check and send"), reverse("cabinet:case_review", args=[self.case.number]))
        return [(one.title, self._url(one)) for one in self.pages] + [last]

    @property
    def place(self) -> int:
        return next((at for at, one in enumerate(self.pages, start=1) if one.slug == self.slug), self.last)

    @property
    def last(self) -> int:
        return len(self.pages) + 1

    def _url(self, step: Step) -> str:
        return reverse("cabinet:case_step", args=[self.case.number, step.slug])

    @property
    def next_url(self) -> str:
        """From a step to the one after it; from elsewhere to the first with a gap."""
        if self.slug:
            after = self.pages[self.place :]
        else:
            after = [one for one in self.pages if set(one.fields).intersection(self.case.problems)]
        return self._url(after[0]) if after else self.titles[-1][1]

    @cached_property
    def form(self) -> Any:
        if self.posted:
            data, files = self.posted
            return forms.step_form(self.case.version, self.slug, answers=self.before, data=data, files=files)
        return forms.step_form(self.case.version, self.slug, answers=self.case.answers)

    def save(self, data: Any, files: Any, *, by: Any) -> None:
        """Keep what was typed, right or not; what another window has changed is offered beside it."""
        self.posted, self.before = (data, files), dict(self.case.answers)
        wish = {name: self.before.get(name) for name in self.step.fields} | self.form.kept_answers
        try:
            self.case.write(answers=wish, seen=data.get("seen", ""), by=by)
        except Refusal as refusal:
            self.refusal = refusal
        vars(self).pop("pages", None)

    @property
    def seen(self) -> str:
        return self.case.written(self.step.fields)

    @property
    def saved_at(self) -> str:
        return timezone.localtime(self.case.saved_at).strftime("%H:%M")

    @property
    def is_wrong(self) -> bool:
        return self.refusal is not None or bool(self.posted and self.form.errors)

    @property
    def is_done(self) -> bool:
        return not self.is_wrong

    @property
    def rows(self) -> Iterator[tuple[Any, str]]:
        """Each field with the line under it: where its answer is from, or what another window says."""
        theirs = texts(self.case.version, self.case.answers) if self.refusal else {}
        changed = self.refusal.extra.get("theirs", ()) if self.refusal else ()
        for bound in self.form:
            source = source_line(self.case.sources.get(bound.name, {}))
            if bound.name in changed:
                source = _("In the other window: %(answer)s") % {"answer": theirs.get(bound.name, "–")}
            yield bound, source

    @property
    def summary(self) -> list[dict[str, Any]]:
        """Every step with its answers in words and the way back to it."""
        urls = {one.title: self._url(one) for one in self.pages}
        rows = forms.summary(self.case.version, self.case.answers, papers=self.case.paper_names)
        return [{"title": title, "rows": lines, "url": urls.get(title, "")} for title, lines in rows]

    @property
    def gaps(self) -> list[tuple[str, str, str]]:
        """What hinders sending: question, sentence, and the step where it is put."""
        titles = {name: one.title for name, one in self.questions.items()}
        steps = {name: self._url(one) for one in self.pages for name in one.fields}
        return [
            (titles.get(name, ""), sentence, steps.get(name, "")) for name, sentence in self.problems.items()
        ]

    @cached_property
    def problems(self) -> Mapping[str, str]:
        return self.case.problems

    @property
    def questions(self) -> Mapping[str, Any]:
        return forms.Definition.of(self.case.version).questions
