"""Where a case stands, for the page of who has asked."""

from functools import cached_property
from typing import Any

from django.utils import timezone

from cabinet.cases.drafting import names_by_question
from cabinet.cases.forms import AnswerForm, MessageForm
from cabinet.cases.models import Case, Decision, InfoRequest, Message, Paper
from cabinet.cases.papers import shelf_of
from cabinet.cases.receipts import receipt_of
from cabinet.cases.story import Event, story
from cabinet.people.access_log import View, looks_at
from cabinet.people.family import acting_family_of
from cabinet.services import forms
from cabinet.services.texts import said


class Standing:
    """What the page of a case shows to one user; each part is asked for once."""

    def __init__(self, case: Case, user: Any, *, message: Any = None, answer: Any = None):
        self.case, self.user = case, user
        self._message, self._answer = message, answer

    @cached_property
    def may_act(self) -> bool:
        mine = Case.objects.editable_by(self.user, acting_family_of(self.user))
        return mine.filter(pk=self.case.pk).exists()

    @cached_property
    def delegation(self) -> Any:
        """By which right of another person's the user stands here."""
        return self.case.delegation_of(self.user)

    @cached_property
    def clock(self) -> Any:
        return self.case.clock()

    @cached_property
    def sent_on(self) -> Any:
        return timezone.localtime(self.case.submitted_at).date() if self.case.submitted_at else None

    @cached_property
    def request(self) -> InfoRequest | None:
        """What the officer waits for."""
        return self.case.info_request if self.case.state == "waiting" else None

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.case.messages.filter(is_note=False).select_related("author__person"))

    @cached_property
    def answered(self) -> list[tuple[InfoRequest, list[Paper]]]:
        """Earlier questions with what was answered, each with its papers."""
        asked = [one for one in self.case.info_requests.all() if one.answered_at]
        return [(one, [paper for paper in self.papers if paper.info_request_id == one.pk]) for one in asked]

    @cached_property
    def decision(self) -> Decision | None:
        return self.case.made_decision

    @property
    def grounds(self) -> list[dict[str, str]]:
        """The grounds of the decision with act and article, in the reader's language."""
        chosen = self.decision.grounds if self.decision else []
        known = {one["code"]: one for one in self.case.version.definition.get("grounds", ())}
        return [
            {"act": said(one["act"]), "article": one["article"], "text": said(one["text"])}
            for one in (known.get(code) for code in chosen)
            if one
        ]

    @cached_property
    def appeal(self) -> Case | None:
        return self.case.live_appeal

    @cached_property
    def refusal_to_appeal(self) -> Any:
        return self.case.refusal_to_appeal(by=self.user)

    @property
    def has_news(self) -> bool:
        """Something of the office that the citizen's side has not read yet."""
        told = any(one.is_from_staff and one.read_at is None for one in self.messages)
        return told or (self.decision is not None and self.decision.read_at is None)

    @property
    def can_appeal(self) -> bool:
        return self.may_act and self.appeal is None and self.refusal_to_appeal is None

    @property
    def can_withdraw(self) -> bool:
        return self.may_act and self.case.may("withdraw")

    @property
    def can_talk(self) -> bool:
        return self.may_act and self.case.refusal_to_say(text="-") is None

    @property
    def message_form(self) -> MessageForm:
        newest = self.messages[-1].pk if self.messages else 0
        return self._message or MessageForm(initial={"after": newest}, auto_id="message_%s")

    @cached_property
    def answer_form(self) -> AnswerForm:
        return self._answer or AnswerForm(shelf=shelf_of(self.user, self.case), auto_id="answer_%s")

    @cached_property
    def papers(self) -> list[Paper]:
        """Everything that the citizen's side has laid into the case."""
        return list(self.case.papers.select_related("attachment"))

    @cached_property
    def looks(self) -> list[View]:
        return looks_at(self.case)

    @property
    def stage(self) -> str:
        """The named step of the review, in the words of the edition."""
        stages = {one["slug"]: said(one["title"]) for one in self.case.version.definition.get("stages", ())}
        return stages.get(self.case.step, "")

    @cached_property
    def story(self) -> list[Event]:
        return story(self.case)

    @cached_property
    def summary(self) -> list[Any]:
        names = names_by_question(self.papers)
        return forms.summary(self.case.version, self.case.sent_answers or {}, papers=names)

    @cached_property
    def receipt(self) -> Any:
        return receipt_of(self.case)
