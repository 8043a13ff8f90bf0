"""What the portal tells about cases; a subject carries the given name of the child and nothing else."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.notices import NoticeKind, kinds


class AboutCase(NoticeKind):
    """A notice to the citizen's side of a case."""

    def subject(self, context: dict[str, Any]) -> str:
        if "child" not in context:
            return str(self.title)
        # Translators: the subject of a notice that names the child: "Aylin: Case received"
        return _("%(child)s: %(what)s") % {"child": context["child"], "what": self.title}

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:case", args=[context["number"]])


@kinds.plug
class CaseSubmitted(AboutCase):
    slug = "case-submitted"
    title = _("Case received")
    template = "cabinet/mail/case_submitted"


@kinds.plug
class CaseWithdrawn(AboutCase):
    slug = "case-withdrawn"
    title = _("Case withdrawn")
    template = "cabinet/mail/case_withdrawn"


@kinds.plug
class DraftExpiring(AboutCase):
    slug = "case-expiring"
    title = _("A draft of yours will be deleted")
    template = "cabinet/mail/case_expiring"


@kinds.plug
class DraftExpired(AboutCase):
    slug = "case-expired"
    title = _("A draft of yours has expired")
    template = "cabinet/mail/case_expired"


@kinds.plug
class CaseMessage(AboutCase):
    slug = "case-message"
    title = _("A message about your case")
    template = "cabinet/mail/case_message"


class ForOfficer(NoticeKind):
    """A notice to the officer in charge."""

    def url(self, context: dict[str, Any]) -> str:
        return reverse("admin:cabinet_case_change", args=[context["case"]])


@kinds.plug
class CaseMessageIn(ForOfficer):
    slug = "case-message-in"
    title = _("A message in a case of yours")
    template = "cabinet/mail/case_message_in"


@kinds.plug
class CaseAnswered(ForOfficer):
    slug = "case-answered"
    title = _("A question in a case of yours was answered")
    template = "cabinet/mail/case_answered"
