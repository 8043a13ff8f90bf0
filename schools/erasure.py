"""What the schools keep about somebody who asks to be forgotten."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eculture.erasure import ANONYMOUS, Portion, portions
from eculture.exports import Whose
from eculture.refusals import Refusal
from schools.models import Appeal, Application, Enrolment, PriorityClaim


@portions.plug
class Admission(Portion):
    slug = "admission"
    title = _("Applications for admission with scores, choices and results")
    outcome = ANONYMOUS
    name_the_person = True
    since = "created_at"
    order = 52

    def rows(self, whose: Whose) -> QuerySet:
        return Application.objects.filter(Q(child=whose.person) | Q(guardian=whose.person))

    def erase(self, whose: Whose) -> None:
        """They name nobody but the person, who becomes nobody; free words go."""
        about = Appeal.objects.filter(application__in=self.rows(whose).values("pk"))
        about.update(reason="", grounds="")
        PriorityClaim.objects.filter(application__in=self.rows(whose).values("pk")).update(grounds="")

    def refusal(self, whose: Whose) -> Refusal | None:
        running = self.rows(whose).live().exclude(campaign__state="closed").first()
        if running is None:
            return None
        message = _(
            "Application %(number)s takes part in an admission. Wait for its end or withdraw it first."
        )
        return Refusal(message % {"number": running.number}, code="running_admission")


@portions.plug
class Studies(Portion):
    slug = "studies"
    title = _("Studies: enrolment, marks and attendance")
    outcome = ANONYMOUS
    name_the_person = True
    since = "started_on"
    order = 54

    def rows(self, whose: Whose) -> QuerySet:
        return Enrolment.objects.filter(person=whose.person)

    def erase(self, whose: Whose) -> None:
        """The class book names nobody but the person, who becomes nobody."""

    def refusal(self, whose: Whose) -> Refusal | None:
        if not self.rows(whose).live().exists():
            return None
        return Refusal(_("You study at a school. Its class book needs your name."), code="studies")
