"""What may be done on the page of a case: a noun of the address, its form, its verb."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from cabinet.cases.models import Case
from cabinet.cases.office import forms
from eculture.refusals import Refusal


class Deed(NamedTuple):
    """A move as the office sees it: its button, its form, its verb, and how it is carried out."""

    title: Any
    form: type[forms.NothingForm]
    verb: str
    do: Callable[..., Any]
    by_expert: bool = False


def _asked(case: Case, by: Any) -> Any:
    """The opinion that waits for this expert."""
    return case.opinions.open().of_office(by).first()


def _give(case: Case, *, by: Any, **wish: Any) -> None:
    opinion = _asked(case, by)
    if opinion is None:
        raise Refusal(_("This opinion has been given already."), code="given")
    case.give_opinion(by=by, opinion=opinion, **wish)


def _say(case: Case, *, by: Any, **wish: Any) -> None:
    case.say(by=by, as_staff=True, **wish)


def _note(case: Case, *, by: Any, **wish: Any) -> None:
    case.say(by=by, as_staff=True, is_note=True, **wish)


def _sign(case: Case, *, by: Any) -> None:
    _proposed(case).sign(by=by)


def _send_back(case: Case, *, by: Any, reason: str) -> None:
    _proposed(case).send_back(by=by, reason=reason)


def _proposed(case: Case) -> Any:
    decision = case.decisions.filter(state="proposed").first()
    if decision is None:
        raise Refusal(_("No decision waits for a signature."), code="none_proposed")
    return decision


DEEDS = {
    "taking": Deed(_("Take the case"), forms.NothingForm, "take", Case.take),
    "assignment": Deed(_("Assign"), forms.AssignForm, "assign", Case.assign),
    "takeover": Deed(_("Take the case over"), forms.TakeOverForm, "take_over", Case.take_over),
    "reassignment": Deed(_("Give to another officer"), forms.ReassignForm, "reassign", Case.reassign),
    "step": Deed(_("Go on to a step"), forms.StepForm, "step_on", Case.step_on),
    "question": Deed(_("Ask the applicant"), forms.AskForm, "ask", Case.ask),
    "continuation": Deed(_("Go on without the answer"), forms.NothingForm, "go_on", Case.go_on),
    "opinion": Deed(_("Ask for an opinion"), forms.OpinionForm, "ask_opinion", Case.ask_opinion),
    "forwarding": Deed(_("Send to another office"), forms.ForwardForm, "forward", Case.forward),
    "extension": Deed(_("Extend the term"), forms.ReasonForm, "extend", Case.extend),
    "message": Deed(_("Write to the applicant"), forms.MessageForm, "", _say),
    "note": Deed(_("Write a note"), forms.NoteForm, "", _note),
    "decision": Deed(_("Decide"), forms.DecisionForm, "propose", Case.conclude),
    "signature": Deed(_("Sign the decision"), forms.NothingForm, "", _sign),
    "return": Deed(_("Send the decision back"), forms.ReturnForm, "", _send_back),
    "reopening": Deed(_("Open the case again"), forms.ReasonForm, "reopen", Case.reopen),
    "given-opinion": Deed(
        _("Give the opinion"), forms.GiveOpinionForm, "give_opinion", _give, by_expert=True
    ),
}
