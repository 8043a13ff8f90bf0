"""What the registry tells the people of institutions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.notices import NoticeKind, kinds


@kinds.plug
class ProposalDecided(NoticeKind):
    slug = "proposal-decided"
    title = _("The office has decided on your proposal")
    template = "registry/mail/proposal-decided"
    topic = _("My institution")

    def url(self, context: dict[str, Any]) -> str:
        return reverse("registry:care_of", args=[context["code"]])
