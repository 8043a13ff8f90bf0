"""What the portal tells when staff work on a case: the citizen, the officer, the expert, the supervisor."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.cases.notices import AboutCase, ForOfficer
from eculture.notices import kinds


@kinds.plug
class CaseAsked(AboutCase):
    slug = "case-asked"
    title = _("Your answer is needed")
    template = "cabinet/mail/case_asked"
    urgent = True


@kinds.plug
class CaseGoingOn(AboutCase):
    slug = "case-going-on"
    title = _("Your case is being considered again")
    template = "cabinet/mail/case_going_on"


@kinds.plug
class CaseExtended(AboutCase):
    slug = "case-extended"
    title = _("The term of your case was extended")
    template = "cabinet/mail/case_extended"


@kinds.plug
class CaseForwarded(AboutCase):
    slug = "case-forwarded"
    title = _("Your case went to another office")
    template = "cabinet/mail/case_forwarded"


@kinds.plug
class CaseDecided(AboutCase):
    slug = "case-decided"
    title = _("There is a decision on your case")
    template = "cabinet/mail/case_decided"
    urgent = True
    is_mandatory = True


@kinds.plug
class CaseReopened(AboutCase):
    slug = "case-reopened"
    title = _("Your case was opened again")
    template = "cabinet/mail/case_reopened"
    urgent = True
    is_mandatory = True


class OfNumber(ForOfficer):
    """A notice to staff: the number of the case stands in the subject, no name does."""

    line: Any

    def subject(self, context: dict[str, Any]) -> str:
        return self.line % {"number": context["number"]}


@kinds.plug
class CaseAssigned(OfNumber):
    slug = "case-assigned"
    title = _("A case was assigned to you")
    line = _("Case %(number)s was assigned to you")
    template = "cabinet/mail/case_assigned"


@kinds.plug
class CaseTakenOver(OfNumber):
    slug = "case-taken-over"
    title = _("A case of yours was given to another officer")
    line = _("Case %(number)s was given to another officer")
    template = "cabinet/mail/case_taken_over"


@kinds.plug
class CaseNotAnswered(OfNumber):
    slug = "case-not-answered"
    title = _("A question was not answered in time")
    line = _("Case %(number)s: the question was not answered in time")
    template = "cabinet/mail/case_not_answered"


@kinds.plug
class CaseDueSoon(OfNumber):
    slug = "case-due-soon"
    title = _("The term of a case ends soon")
    line = _("Case %(number)s: the term ends soon")
    template = "cabinet/mail/case_due_soon"


@kinds.plug
class CaseEscalated(OfNumber):
    slug = "case-escalated"
    title = _("The term of a case is about to break")
    line = _("Case %(number)s: the term is about to break")
    template = "cabinet/mail/case_escalated"
    urgent = True


@kinds.plug
class OpinionAsked(OfNumber):
    slug = "opinion-asked"
    title = _("Your opinion is asked")
    line = _("Case %(number)s: your opinion is asked")
    template = "cabinet/mail/opinion_asked"


@kinds.plug
class OpinionGiven(OfNumber):
    slug = "opinion-given"
    title = _("An opinion has been given")
    line = _("Case %(number)s: an opinion has been given")
    template = "cabinet/mail/opinion_given"


@kinds.plug
class DecisionReturned(OfNumber):
    slug = "decision-returned"
    title = _("A proposed decision was returned")
    line = _("Case %(number)s: the proposed decision was returned")
    template = "cabinet/mail/decision_returned"
