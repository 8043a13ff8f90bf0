"""An appeal: a case of its own against the decision of another one, with its own term and other people."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.parties import Party
from cabinet.cases.parts import Decision
from cabinet.people.models import person_of
from cabinet.services.models import Service
from cabinet.services.versions import ServiceVersion
from eculture.lifecycle import lock
from eculture.refusals import Refusal

SERVICE = "appeal"
OF_APPEALS = Service.objects.filter(slug=SERVICE).values("pk")[:1]


class Appealing:
    """Verbs against a decision."""

    @property
    def made_decision(self) -> Decision | None:
        """The decision in force, which the citizen may see."""
        return next((one for one in self.decisions.all() if one.state == "made"), None)

    @property
    def live_appeal(self) -> Any:
        return self.appeals.exclude(state__in=["withdrawn", "expired"]).first()

    def refusal_to_appeal(self, *, by: Any = None) -> Refusal | None:
        decision = self.made_decision
        if decision is None:
            return Refusal(_("There is no decision yet."), code="no_decision")
        if self.parent_id:
            message = _("An appeal has been decided on already. The next way is the court.")
            return Refusal(message, code="appealed_before")
        if not decision.can_be_appealed:
            return Refusal(_("What you asked for was granted."), code="granted")
        if decision.appeal_until and decision.appeal_until < timezone.localdate():
            last = f"{decision.appeal_until:%d.%m.%Y}"
            return Refusal(_("The last day to appeal was %(day)s.") % {"day": last}, code="too_late")
        return self.refusal_of_scope(by, OF_APPEALS) if by else None

    def appeal(self, *, by: Any) -> Any:
        """The draft of an appeal against the decision in force; the one that is there, if there is one."""
        version = ServiceVersion.objects.published().filter(service__slug=SERVICE).first()
        with transaction.atomic():
            lock(self)
            live = self.live_appeal
            refusal = self.refusal_of_scope(by, OF_APPEALS) if live else self.refusal_to_appeal(by=by)
            if refusal or version is None:
                raise refusal or Refusal(_("Appeals are not taken on the portal now."), code="not_offered")
            return live or self.begin(version=version, party=self._appellant(by), by=by, parent=self)

    def _appellant(self, user: Any) -> Party:
        """Whoever acts now, a second guardian say, for the same person or institution; for a delegate it is
        the person who appeals."""
        held = self.delegation_of(user)
        if held:
            return Party(self.applicant, self.subject, delegation=held)
        person = person_of(user) or self.applicant
        return Party(person, person if self.on_behalf_of else self.subject, self.on_behalf_of)
