"""Who works on a case: which office, which officer, and who never may."""

from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cabinet.cases.offices import staff_of
from cabinet.services import routing
from eculture import notices
from eculture.accounts import User
from eculture.lifecycle import move
from eculture.refusals import Refusal
from registry.mandates import Mandate
from registry.territory import Unit

HANDLE, SUPERVISE = "cabinet.handle_case", "cabinet.supervise_case"
BY_OFFICER = frozenset(
    {"take", "assign", "step_on", "ask", "go_on", "extend", "forward", "ask_opinion", "propose"}
)
FROM_ANOTHER = frozenset({"take_over", "reassign"})
BY_SUPERVISOR, BY_EXPERT = FROM_ANOTHER | {"reopen"}, frozenset({"give_opinion"})
MOST_TRIED = 20
SUPERVISOR = "supervisor"
OWN_CASE = _("You cannot decide your own case. Assign another officer.")
DECIDES = frozenset({"propose"})
OWN_LOOK = _("You have looked yourself. Another officer answers this question.")
OPENED_BY_YOU = _("You have opened this case at the desk. Another officer decides on it.")
NOT_YOURS = _("This case lies with another office.")
OF_ANOTHER = _("Another officer is in charge of this case. Ask a supervisor to assign it to you.")


class Charge:
    """Verbs that put an office and an officer in charge."""

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        """Nobody works on a case of the own family; the rest by office, by charge, by role."""
        if by is None or verb not in BY_OFFICER | BY_SUPERVISOR | BY_EXPERT:
            return super().refusal_of(by, verb)
        if verb in BY_EXPERT:
            return Refusal(OWN_CASE, code="own_case") if self.touches(by) else None
        return self.refusal_to_work(by) or self.refusal_by_charge(by, verb)

    def refusal_to_work(self, by: Any) -> Refusal | None:
        """Why this officer may do nothing at all with the case."""
        if self.touches(by):
            return Refusal(OWN_CASE, code="own_case")
        if self.look_id and self.look.actor_id == str(by.pk):
            return Refusal(OWN_LOOK, code="own_look")
        if not type(self).objects.handled_by(by).filter(pk=self.pk).exists():
            return Refusal(NOT_YOURS, code="other_office")
        return None

    def refusal_to_decide_as(self, by: Any) -> Refusal | None:
        """Who has written a case at the desk neither proposes its decision nor signs it."""
        return Refusal(OPENED_BY_YOU, code="opened_by_you") if self.desk_officer_id == by.pk else None

    def touches(self, user: Any) -> bool:
        """Whether the case is the user's own, of the user's family, or was asked by the user."""
        return type(self).objects.touching(user).filter(pk=self.pk).exists()

    def bars(self, user: Any) -> bool:
        """Whether the user may not work on it: of the family, decided first, or looked oneself."""
        return self.touches(user) or type(self).objects.barred_to(user).filter(pk=self.pk).exists()

    def refusal_by_charge(self, by: Any, verb: str) -> Refusal | None:
        """Of who works in the office: by role, and by who is in charge. Asks the database for nothing."""
        if verb in DECIDES and self.desk_officer_id == by.pk:
            return self.refusal_to_decide_as(by)
        if verb in BY_SUPERVISOR and not by.has_perm(SUPERVISE):
            return Refusal(_("Only a supervisor may do this."), code="supervisors_only")
        if verb in FROM_ANOTHER:
            return self._refusal_from_another(by)
        if verb == "assign" and self.assignee_id not in (None, by.pk) and by.has_perm(SUPERVISE):
            message = _("Another officer is in charge of this case. Give it to a colleague with a reason.")
            return Refusal(message, code="other_officer")
        if self.assignee_id == by.pk or by.has_perm(SUPERVISE):
            return None
        if self.assignee_id:
            return Refusal(OF_ANOTHER, code="other_officer")
        if verb in {"take", "assign"}:
            return None
        return Refusal(_("Nobody is in charge of this case yet. Take it first."), code="not_taken")

    def _refusal_from_another(self, by: Any) -> Refusal | None:
        """What nobody has is taken, what one has is assigned: neither is taken from anybody."""
        if self.assignee_id is None:
            return Refusal(_("Nobody is in charge of this case yet. Take it first."), code="not_taken")
        if self.assignee_id == by.pk:
            return Refusal(_("You are in charge of this case already."), code="in_charge")
        return None

    @property
    def officers(self) -> QuerySet[User]:
        """Who may be put in charge: the officers of the office with which the case lies."""
        return staff_of(HANDLE, region=self.region, institution=self.institution)

    @move
    def take(self, *, by: Any) -> None:
        """Put oneself in charge and begin."""
        self.assignee = by

    @move
    def assign(self, *, by: Any, to: Any) -> None:
        """Put somebody of the office in charge."""
        self.assignee = to
        if to != by:
            self.tell_officer("case-assigned", key=moment())

    def refusal_to_assign(self, *, to: Any) -> Refusal | None:
        if not self.officers.filter(pk=to.pk).exists():
            message = _("This officer does not work in the office with which the case lies.")
            return Refusal(message, code="not_of_office", field="to")
        if self.touches(to) or not type(self).objects.handled_by(to).filter(pk=self.pk).exists():
            message = _("This officer may not work on the case: it is a family matter, or an appeal.")
            return Refusal(message, code="own_case", field="to")
        return None

    @move
    def take_over(self, *, by: Any, reason: str) -> None:
        """A supervisor goes on with the case instead of its officer, who is told why."""
        self._put_in_charge(by, by=by, reason=reason)

    @move
    def reassign(self, *, by: Any, to: Any, reason: str) -> None:
        """A supervisor gives the case of one officer to another; both are told."""
        self._put_in_charge(to, by=by, reason=reason)

    def refusal_to_reassign(self, *, to: Any) -> Refusal | None:
        if to == self.assignee:
            message = _("This officer is in charge of the case already.")
            return Refusal(message, code="same_officer", field="to")
        return self.refusal_to_assign(to=to)

    def _put_in_charge(self, officer: Any, *, by: Any, reason: str) -> None:
        self.tell_officer("case-taken-over", key=moment(), why=reason)
        self.assignee = officer
        if officer != by:
            self.tell_officer("case-assigned", key=moment())

    @move
    def forward(self, *, by: Any, region: Any = None, institution: Any = None) -> None:
        """Send it to the right office, where the same clock runs on."""
        self.region, self.institution, self.assignee, self.step = region, institution, None, ""
        self.hand_out()
        with override(settings.LANGUAGE_CODE):
            self.tell("case-forwarded", key=moment(), office=self.office)

    def refusal_to_forward(self, *, region: Any = None, institution: Any = None) -> Refusal | None:
        if region and institution:
            message = _("Choose a region or an institution, not both.")
            return Refusal(message, code="two_offices", field="region")
        if (self.region, self.institution) == (region, institution):
            return Refusal(_("The case is with this office already."), code="same_office", field="region")
        if institution and not institution.is_working:
            return Refusal(_("This institution does not work now."), code="closed", field="institution")
        if self.decisions.filter(state="proposed").exists():
            message = _("A decision has been proposed and waits for its second signature.")
            return Refusal(message, code="proposed")
        return None

    def hand_out(self) -> None:
        """Put in charge by the rules of the edition: of those who may, who has the fewest open cases."""
        rule = routing.assigned(self.version, self.sent_answers or {})
        if rule is None:
            return
        if "unit" in rule and not (self.region or self.institution):
            place = Unit.objects.get(code=rule["unit"])
            self.region = place.region or place
        choice = self._by_load(rule.get("role", ""))
        choice = choice.exclude(pk=self.desk_officer_id) if self.desk_officer_id else choice
        self.assignee = next((one for one in choice[:MOST_TRIED] if not self.bars(one)), None)
        self.tell_officer("case-assigned", key=moment())

    def _by_load(self, role: str = "") -> QuerySet[User]:
        """The officers of the office, fewest open cases first; supervisors only where the role says so."""
        in_hand = type(self).objects.open().filter(assignee=OuterRef("pk")).order_by()
        load = Coalesce(Subquery(in_hand.values("assignee").annotate(n=Count("pk")).values("n")), 0)
        choice = self.officers if role == SUPERVISOR else self.officers.exclude(pk__in=staff_of(SUPERVISE))
        if role:
            held = Mandate.objects.live().filter(role=role)
            choice = choice.filter(pk__in=held.order_by().values("user"))
        return choice.annotate(load=load).order_by("load", "pk")

    def tell_staff(self, user: Any, kind: str, *, key: str, **more: Any) -> None:
        """Queue a notice to somebody on the ministry's side."""
        names = {"case": self.pk, "number": self.number, "service": self.version.service_id, **more}
        notices.send(kind, to=user, key=f"{self.number}:{key}", **names)

    def tell_officer(self, kind: str, *, key: str, **more: Any) -> None:
        """Queue a notice to the officer in charge, if there is one yet."""
        if self.assignee:
            self.tell_staff(self.assignee, kind, key=key, **more)


def moment() -> str:
    """A key for what may happen to a case more than once."""
    return f"{timezone.now():%Y%m%d%H%M%S%f}"
