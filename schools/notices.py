"""What the schools tell families; subjects carry the child's given name and nothing else of a person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.notices import NoticeKind, kinds


class AboutApplication(NoticeKind):
    """A notice about one application: `line` is the subject with the child's given name."""

    line: Any
    topic = _("Admission to schools")

    def subject(self, context: dict[str, Any]) -> str:
        return self.line % {"child": context["child"]}

    def url(self, context: dict[str, Any]) -> str:
        return reverse("schools:application", args=[context["number"]])


class OfResults(AboutApplication):
    """On the day of results all families follow this link at once; the page behind it is a light one."""

    def url(self, context: dict[str, Any]) -> str:
        return reverse("schools:result", args=[context["number"]])


class Decision(AboutApplication):
    """What the family has to know in any case, and soon."""

    urgent = is_mandatory = True


@kinds.plug
class Submitted(AboutApplication):
    slug = "application-submitted"
    title = _("Application sent")
    line = _("%(child)s: the application has been sent")
    template = "schools/mail/application-submitted"


@kinds.plug
class ExamSeatGiven(Decision):
    slug = "exam-seat"
    title = _("Day and place of the exam")
    line = _("%(child)s: the day and place of the exam are known")
    template = "schools/mail/exam-seat"


@kinds.plug
class ExamMoved(Decision):
    slug = "exam-moved"
    title = _("Another day or place of the exam")
    line = _("%(child)s: the day or place of the exam has changed")
    template = "schools/mail/exam-moved"


@kinds.plug
class Result(OfResults):
    slug = "exam-result"
    title = _("Exam result")
    line = _("%(child)s: the exam result is known")
    template = "schools/mail/exam-result"


@kinds.plug
class AppealFiled(AboutApplication):
    slug = "appeal-filed"
    title = _("Appeal sent")
    line = _("%(child)s: the appeal has been sent")
    template = "schools/mail/appeal-filed"


@kinds.plug
class AppealDecided(Decision):
    slug = "appeal-decided"
    title = _("Decision on an appeal")
    line = _("%(child)s: the appeal has been decided")
    template = "schools/mail/appeal-decided"


@kinds.plug
class Confirmed(AboutApplication):
    slug = "choices-confirmed"
    title = _("Choices confirmed")
    line = _("%(child)s: the choices have been recorded")
    template = "schools/mail/choices-confirmed"


@kinds.plug
class Offered(OfResults, Decision):
    slug = "place-offered"
    title = _("Offer of a place")
    line = _("%(child)s: a place is offered")
    template = "schools/mail/place-offered"


@kinds.plug
class PriorityDecided(Decision):
    slug = "priority-decided"
    title = _("Decision on a priority")
    line = _("%(child)s: the priority has been decided")
    template = "schools/mail/priority-decided"


@kinds.plug
class NotPlaced(OfResults, Decision):
    slug = "not-placed"
    title = _("Result of the placement")
    line = _("%(child)s: the result of the placement")
    template = "schools/mail/not-placed"


@kinds.plug
class Accepted(AboutApplication):
    slug = "place-accepted"
    title = _("Place accepted")
    line = _("%(child)s: the place has been accepted")
    template = "schools/mail/place-accepted"


@kinds.plug
class PlanCutNotice(Decision):
    slug = "plan-cut"
    title = _("Fewer places in the plan")
    line = _("%(child)s: a school has fewer places than were published")
    template = "schools/mail/plan-cut"


@kinds.plug
class Declined(AboutApplication):
    slug = "place-declined"
    title = _("Place refused")
    line = _("%(child)s: the place has been refused")
    template = "schools/mail/place-declined"


@kinds.plug
class Lapsed(Decision):
    slug = "offer-lapsed"
    title = _("Offer expired")
    line = _("%(child)s: the offer has expired")
    template = "schools/mail/offer-lapsed"


@kinds.plug
class Withdrawn(AboutApplication):
    slug = "application-withdrawn"
    title = _("Application withdrawn")
    line = _("%(child)s: the application has been withdrawn")
    template = "schools/mail/application-withdrawn"


@kinds.plug
class Enrolled(Decision):
    slug = "admission-notice"
    title = _("Notice of admission")
    line = _("%(child)s: the notice of admission is ready")
    template = "schools/mail/admission-notice"
