"""Who stands on the citizen's side of a case: its person, guardians, and whom the person lets act."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.delegations import Delegation, DelegationQuerySet
from cabinet.people.models import Person, person_of
from eculture import notices
from eculture.refusals import NotAllowed, Refusal

ONLY_LOOKS = _("By delegation you may look at the cases of %(person)s, and not act.")


class Representing:
    """What a case knows of those who act in it for another one."""

    @property
    def delegations(self) -> DelegationQuerySet:
        """In force, and taking in the service of this case."""
        if self.on_behalf_of_id or self.is_about_another:
            return Delegation.objects.none()
        return Delegation.objects.live().filter(principal=self.subject_id).covering(self.version.service_id)

    def delegation_of(self, user: Any) -> Delegation | None:
        """By which right an account that is not the person's own acts or looks here."""
        if self.subject.user_id == user.pk:
            return None
        return self.delegations.held_by(user).select_related("principal", "delegate").first()

    def right_of(self, user: Any) -> dict[str, Any]:
        """For the journal: who acted for whom is read from the delegation."""
        held = self.delegation_of(user)
        return {"delegation": held.pk} if held else {}

    def refusal_to_act(self, user: Any) -> Refusal | None:
        """Why somebody who may look at this case may change nothing in it."""
        if type(self).objects.editable_by(user).filter(pk=self.pk).exists():
            return None
        held = self.delegation_of(user)
        if held:
            return NotAllowed(ONLY_LOOKS % {"person": held.principal.short_name}, code="only_looks")
        return person_of(user).refusal_to_act_for(self.subject)

    def refusal_of_scope(self, user: Any, service: Any) -> Refusal | None:
        """A delegate takes no step into a service that the delegation does not name."""
        held = self.delegation_of(user)
        if held is None or Delegation.objects.acting().covering(service).filter(pk=held.pk).exists():
            return None
        message = _("The delegation of %(person)s does not take in this service.")
        return Refusal(message % {"person": held.principal.short_name}, code="out_of_scope")

    def tell(self, kind: str, *, key: str = "", **more: Any) -> None:
        """Queue a notice to everybody on the citizen's side who has an account, once for each key.

        About a child each guardian of today is told, and who has applied only while being one. A delegate is
        told of whom it is, like a guardian.
        """
        names = {"number": self.number, "service": self.version.service_id, **more}
        named = {**names, "child": self.subject.name}
        words = named if self.is_about_another else names
        people = {self.subject}
        if not self.subject.is_adult_on(timezone.localdate()):
            people |= set(Person.objects.guardians_of(self.subject).select_related("user"))
        for user in {person.user for person in people if person.user}:
            notices.send(kind, to=user, key=f"{self.number}:{key}", **words)
        for held in self.delegations.select_related("delegate__user"):
            notices.send(kind, to=held.delegate.user, key=f"{self.number}:{key}", **named)
