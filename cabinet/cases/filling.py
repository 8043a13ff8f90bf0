"""A draft on its way through the form: which step, what stands there, what was saved, what is in the way."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cabinet.cases.papers import put, shelf_of
from cabinet.files.fields import PapersField
from cabinet.files.rules import KINDS, FileRule
from cabinet.services import forms
from cabinet.services.definition import Definition, Question, Step
from cabinet.services.prefill import source_line
from cabinet.services.reading import texts
from eculture.refusals import Refusal

ASKED = forms.ASKED


class Filling:
    """The form of one draft, with the page of it that is open."""

    def __init__(self, case: Any, user: Any, slug: str = ""):
        self.case, self.user, self.slug = case, user, slug
        self.definition = Definition.of(case.version)
        self.refusal: Refusal | None = None
        self.posted: Mapping[str, Any] = {}

    @cached_property
    def delegation(self) -> Any:
        """By which right of another person's the form is filled in."""
        return self.case.delegation_of(self.user)

    @property
    def pages(self) -> list[Step]:
        """The steps on which the answers so far leave something to ask."""
        called = self.definition.shown(self.case.answers)
        return [one for one in self.definition.steps if called.intersection(one.fields)]

    @property
    def step(self) -> Step | None:
        return next((one for one in self.definition.steps if one.slug == self.slug), None)

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
        after = self.pages[self.place :]
        if not self.slug:
            after = [one for one in self.pages if set(one.fields).intersection(self.case.problems)]
        return self._url(after[0]) if after else self.titles[-1][1]

    @cached_property
    def form(self) -> Any:
        given = self.posted or {"answers": self.case.answers}
        return forms.step_form(self.case.version, self.slug, controls=self._paper_fields(), **given)

    def _paper_fields(self) -> dict[str, PapersField]:
        asked = [self.definition.questions[name] for name in self.step.fields]
        return {one.name: self._paper_field(one) for one in asked if one.kind == "file"}

    def _paper_field(self, question: Question) -> PapersField:
        there = self.case.papers.filter(field=question.name).select_related("attachment")
        words = {"label": question.title, "help_text": question.hint, "required": question.is_required}
        return PapersField(
            rule=_rule(question),
            papers=[paper.attachment for paper in there],
            shelf=shelf_of(self.user, self.case),
            **words,
        )

    def save(self, data: Any, files: Any = None) -> None:
        """Keep what was typed, right or not; what another window has changed is offered beside it.

        `files` is None while a form saves itself: papers are taken only by the button.
        """
        before = dict(self.case.answers)
        self.posted = {"answers": before, "data": data, "files": files}
        wish = {name: before.get(name) for name in self.step.fields} | self.form.kept_answers
        try:
            self.case.write(answers=wish, seen=data.get("seen", ""), by=self.user)
        except Refusal as refusal:
            self.refusal = refusal
        if files is not None:
            self._put_papers()

    def _put_papers(self) -> None:
        for name, wish in self.form.cleaned_files.items():
            question = self.definition.questions[name]
            at = {"field": name, "title": question.title, "rule": _rule(question)}
            try:
                put(self.case, wish, by=self.user, **at)
            except Refusal as refusal:
                self.form.add_error(name, refusal.message)

    @property
    def is_wrong(self) -> bool:
        return self.refusal is not None or bool(self.posted and self.form.errors)

    @property
    def seen(self) -> str:
        """The name of what stands on this step now, which the form gives back."""
        return self.case.written(self.step.fields)

    @property
    def saved_at(self) -> str:
        return timezone.localtime(self.case.saved_at).strftime("%H:%M")

    @property
    def rows(self) -> Iterator[tuple[Any, str]]:
        """Each field with the line under it: where its answer is from, or what another window says."""
        theirs = self.refusal.extra.get("theirs", ()) if self.refusal else ()
        words = texts(self.case.version, self.case.answers) if theirs else {}
        for bound in self.form:
            line = source_line(self.case.sources.get(bound.name, {}))
            if bound.name in theirs:
                line = _("In the other window: %(answer)s") % {"answer": words.get(bound.name, "–")}
            yield bound, line

    @property
    def brings_up(self) -> bool:
        """Whether what was just saved asks for other questions than stand on the page."""
        called = self.definition.shown(self.case.answers)
        now = [name for name in self.step.fields if name in called]
        return now != self.posted.get("data", {}).get(ASKED, "").split()

    @property
    def anew(self) -> "Filling":
        """The same page as it is opened now."""
        return Filling(self.case, self.user, self.slug)

    @property
    def summary(self) -> list[dict[str, Any]]:
        """Every step with its answers in words and the way back to it."""
        urls = {one.title: self._url(one) for one in self.pages}
        rows = forms.summary(self.case.version, self.case.answers, papers=self.case.paper_names)
        return [{"title": title, "rows": lines, "url": urls.get(title, "")} for title, lines in rows]

    @property
    def gaps(self) -> list[tuple[str, str, str]]:
        """What hinders sending: question, sentence, and the step where it is put."""
        titles = {name: one.title for name, one in self.definition.questions.items()}
        urls = {name: self._url(one) for one in self.pages for name in one.fields}
        found = self.case.problems.items()
        return [(titles.get(name, ""), sentence, urls.get(name, "")) for name, sentence in found]


def _rule(question: Question) -> FileRule:
    wish = question.files
    kinds = tuple(kind for kind in wish["types"] if kind in KINDS)
    return FileRule(kinds=kinds, at_most_mb=wish["largest_mb"], how_many=wish["most"])
