"""To be forgotten: first a plan that says what stays and why, then the deed, once and in one piece."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.sessions import is_employee
from cabinet.people.models import Person, person_of
from cabinet.trust.planning import Held, Line, plan
from cabinet.trust.retention import RetentionRule
from eculture import jobs, journal
from eculture.accounts import User
from eculture.erasure import ANONYMOUS, ERASED, KEPT, portions
from eculture.exports import Whose
from eculture.jobs import Job, JobKind, kinds
from eculture.refusals import Refusal

KIND = "erasure"
FATES = {
    ERASED: (gettext_lazy("erased"), "done"),
    ANONYMOUS: (gettext_lazy("made anonymous"), "done"),
    KEPT: (gettext_lazy("kept"), "wait"),
}


@dataclass(frozen=True)
class Told:
    """A line of the plan in words, with the rule that led to it."""

    line: Line
    rule: RetentionRule | None

    @property
    def title(self) -> Any:
        return portions[self.line.slug].title

    @property
    def fate(self) -> Any:
        return FATES[self.line.fate][0]

    @property
    def tone(self) -> str:
        return FATES[self.line.fate][1]


@kinds.plug
class Erasure(JobKind):
    slug = KIND
    title = gettext_lazy("Erasure of my data")
    tells = False

    def key(self, by: Any, params: dict[str, Any]) -> str:
        return f"{self.slug}:{by.pk}"

    def run(self, job: Job) -> None:
        with job.fenced():
            carry_out(User.objects.select_for_update(of=("self",)).get(pk=job.by_id))


def whose_is(user: Any) -> Whose:
    me = person_of(user)
    return Whose(me, user, {Person._meta.label: {me.pk: ""}, User._meta.label: {user.pk: ""}})


def plan_for(user: Any, today: date | None = None) -> list[Line]:
    """What would happen today."""
    whose, rules = whose_is(user), {row.slug: row.rule for row in RetentionRule.objects.all()}
    return plan(_held(whose), rules, today=today or timezone.localdate())


def told(lines: Iterable[Line]) -> list[Told]:
    rules: Mapping[str, RetentionRule] = {row.slug: row for row in RetentionRule.objects.all()}
    return [Told(line, rules.get(line.slug)) for line in lines]


def _held(whose: Whose) -> Iterable[Held]:
    for one in portions:
        count = one.rows(whose).count()
        begins = one.begins(whose) if count else None
        yield Held(one.slug, count, one.outcome, begins, one.name_the_person)


def refusal_to_erase(user: Any) -> Refusal | None:
    """Nothing that others are waiting for is torn off."""
    if is_employee(user):
        return Refusal(EMPLOYEE, code="employee")
    if not person_of(user).is_adult_on(timezone.localdate()):
        return Refusal(_("Until 18 your legal representative asks for this at the office."), code="not_adult")
    whose = whose_is(user)
    return next(filter(None, (one.refusal(whose) for one in portions)), None)


def ask_for(*, by: Any) -> Job:
    """The wish to be forgotten: carried out in the background by the plan of that moment."""
    with transaction.atomic():
        refusal = refusal_to_erase(by)
        if refusal:
            raise refusal
        journal.record("ask_erasure", on=by, by=by)
        return jobs.ask(KIND, by=by)


def carry_out(user: Any) -> None:
    """Do what the plan says, all or nothing. Done before, there is nothing left to do.

    The person lets go of the account, also one that a law keeps: who comes back is connected at the desk.
    """
    if not user.is_active:
        return
    refusal = refusal_to_erase(user)
    if refusal:
        raise refusal
    whose, lines = whose_is(user), plan_for(user)
    for line in lines:
        if not line.is_kept:
            portions[line.slug].erase(whose)
    Person.objects.filter(pk=whose.person.pk).update(user=None)
    fates = {line.slug: f"{line.fate}: {line.count}" for line in lines}
    journal.record("erase", on=user, by=user, after=fates)


EMPLOYEE = gettext_lazy(
    "You have a role in the work of the ministry. Your account is closed when the role ends; ask your office."
)
