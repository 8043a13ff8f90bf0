"""Who sees a case, who may change it, who works on it, and which cases are meant."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from cabinet.cases.offices import of_office
from cabinet.cases.parties import Party, represented_ids
from cabinet.cases.parts import Decision, Opinion
from cabinet.people.delegations import Delegation
from cabinet.people.guardianships import ADULT_AT, years_before
from cabinet.people.models import Person
from cabinet.services.models import TITLES, Service
from eculture.journal import JournalEntry
from registry.institutions import NAMING
from registry.mandates import sees_the_country

OPEN = ("submitted", "in_review", "waiting")
COUNTRY = ("ministry-officer", "supervisor", "auditor")
HANDLE = "cabinet.handle_case"
SERVICE_TITLES = tuple(f"version__service__{one}" for one in TITLES)
STAFF = ("cabinet.view_case", "cabinet.give_opinion", "cabinet.serve_at_desk")


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """A family its own, an institution's people theirs, staff what has been sent to their office."""
        if not user.is_authenticated:
            return self.none()
        own = self.of(user)
        if not any(user.has_perm(each) for each in STAFF):
            return own
        return self.filter(
            Q(pk__among=own) | Q(pk__among=self.at_the_desk_of(user)) | Q(pk__in=self.for_staff(user))
        )

    def editable_by(self, user: Any, acting: Sequence[Person] = ()) -> "CaseQuerySet":
        """What the citizen's side may change. Staff act through `handled_by`.

        A child looks on, and so does a guardian or delegate who may look and not act. `acting`: for whom
        the user acts (`acting_family_of`), from a request that has read it already.
        """
        if not user.is_authenticated:
            return self.none()
        mine = self._own(user, Delegation.objects.acting(), acting) if acting else self._acted_on(user)
        if not user.has_perm("cabinet.serve_at_desk"):
            return mine
        return self.filter(Q(pk__among=mine) | Q(pk__among=self.at_the_desk_of(user)))

    def _acted_on(self, user: Any) -> "CaseQuerySet":
        born_after = years_before(timezone.localdate(), ADULT_AT)
        as_a_child = Q(subject__user=user, subject__birth_date__gt=born_after)
        only_seen = Q(subject__in=Person.objects.only_seen_by(user).values("pk"))
        return self._own(user, Delegation.objects.acting()).exclude(as_a_child).exclude(only_seen)

    def of(self, user: Any, family: Iterable[Person] | None = None) -> "CaseQuerySet":
        """About oneself or a child one represents today, by today's mandate, or by a delegation in force.

        Having applied is no right of its own: it would outlive the right to act. `family`: who has read it
        for the page already, gives it.
        """
        return self._own(user, Delegation.objects.live(), family)

    def _own(self, user: Any, delegations: Any, family: Iterable[Person] | None = None) -> "CaseQuerySet":
        """A union and not an OR: each part has its index. What the user holds nothing of is left out."""
        rows, houses, held = self._all.order_by(), represented_ids(user), delegations.held_by(user)
        people = Person.objects.family_of(user).values("pk") if family is None else family
        parts = [rows.filter(subject__in=people, on_behalf_of=None)]
        parts += [rows.filter(on_behalf_of__in=houses)] if houses else []
        parts += [] if held.query.is_empty() else [rows.covered_by(held)]
        first, *others = (part.values("pk") for part in parts)
        return self.filter(pk__among=first.union(*others) if others else first)

    def covered_by(self, delegations: Any) -> "CaseQuerySet":
        """Of who has delegated, in the services that each delegation names, and for no institution."""
        rights = delegations.order_by()
        scope = rights.filter(principal=OuterRef("subject")).covering(OuterRef(OuterRef("version__service")))
        return self.filter(
            Exists(scope), subject__in=rights.values("principal"), applicant=F("subject"), on_behalf_of=None
        )

    def led_for_others(self, user: Any) -> "CaseQuerySet":
        """By a delegation in force, or at the desk until its person takes it over."""
        if not user.is_authenticated:
            return self.none()
        rows = self._all.order_by()
        delegated = rows.covered_by(Delegation.objects.live().held_by(user)).values("pk")
        return self.filter(pk__among=delegated.union(rows.at_the_desk_of(user).values("pk")))

    def at_the_desk_of(self, user: Any) -> "CaseQuerySet":
        """Opened by this officer for somebody who has not taken it over yet."""
        if not user.has_perm("cabinet.serve_at_desk"):
            return self.none()
        return self.filter(desk_officer=user, claimed_at=None)

    def sent(self) -> "CaseQuerySet":
        return self.exclude(state__in=["draft", "expired"])

    def for_staff(self, user: Any) -> "CaseQuerySet":
        """Sent to the user's office, or the office was asked for its opinion. Never a draft."""
        if sees_the_country(user, *COUNTRY) and user.has_perm("cabinet.view_case"):
            return self.sent()
        asked = Opinion.objects.of_office(user).order_by().values("case")
        return self.sent().filter(of_office(user, "cabinet.view_case") | Q(pk__among=asked))

    def touching(self, user: Any) -> "CaseQuerySet":
        """Of oneself, one's family or house or whom one acts for, or asked or sent by oneself.

        On these nobody works as staff. What the desk has sent for somebody is not one's own.
        """
        rows = self._all.order_by().values("pk")
        asked = rows.filter(applicant__in=Person.objects.filter(user=user).values("pk"))
        filed = rows.filter(filed_by=user, desk_officer=None)
        return self.filter(pk__among=self.of(user).order_by().values("pk").union(asked, filed))

    def handled_by(self, user: Any, own: Collection[int] | None = None) -> "CaseQuerySet":
        """What the user may work on as staff: of the own office, and not of oneself or one's family.

        `own`: the keys of those, from a page that has asked for them already.
        """
        if not user.has_perm("cabinet.handle_case"):
            return self.none()
        theirs = {"pk__among": self._all.touching(user).values("pk")} if own is None else {"pk__in": own}
        rows = self.sent().exclude(**theirs)
        rows = rows.exclude(_decided_first_by(user)).exclude(_is_about_look_of(user))
        return rows if sees_the_country(user, *COUNTRY) else rows.filter(of_office(user, HANDLE))

    def barred_to(self, user: Any) -> "CaseQuerySet":
        """Appeals against what the user has decided, and questions about a look of the user's."""
        return self.filter(Q(_decided_first_by(user)) | Q(_is_about_look_of(user)))

    def of_own_office(self, user: Any) -> "CaseQuerySet":
        """What lies with the user's own office: for the ministry what no other office has."""
        if sees_the_country(user, *COUNTRY):
            return self.filter(region=None, institution=None)
        return self.filter(of_office(user, HANDLE))

    @property
    def _all(self) -> "CaseQuerySet":
        return self.model.objects.all()

    def questions_about(self, looks: Iterable[Any]) -> dict[int, Any]:
        """Look → the question about it, if there is a live one."""
        rows = self.filter(look__in=[one.pk for one in looks]).exclude(state__in=["withdrawn", "expired"])
        return {one.look_id: one for one in rows}

    def drafts_of(
        self, service: Any, party: Party, *, parent: Any = None, look: Any = None
    ) -> "CaseQuerySet":
        """What this party has begun of the service and not sent."""
        who = {"applicant": party.applicant, "subject": party.subject, "on_behalf_of": party.institution}
        return self.filter(state="draft", version__service=service, parent=parent, look=look, **who)

    def untouched_for(self, days: int) -> "CaseQuerySet":
        """Drafts that nobody has changed for so many days."""
        return self.filter(_untouched(days))

    def worth_showing(self) -> "CaseQuerySet":
        """Not what was begun and thrown away."""
        return self.exclude(state__in=["withdrawn", "expired"], submitted_at=None)

    def needing_the_citizen(self, days: int) -> "CaseQuerySet":
        """An open question, a decision to read, a draft that nobody has changed for so many days."""
        unread = Exists(Decision.objects.filter(case=OuterRef("pk"), state="made", read_at=None))
        return self.filter(Q(state="waiting") | Q(unread, state="decided") | _untouched(days))

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=OPEN)

    def of_kind(self, slug: str) -> "CaseQuerySet":
        return self.filter(version__service__slug=slug)

    def unassigned(self) -> "CaseQuerySet":
        return self.open().filter(assignee=None)

    def assigned_to(self, user: Any) -> "CaseQuerySet":
        return self.open().filter(assignee=user)

    def due_within(self, days: int, *, today: date | None = None) -> "CaseQuerySet":
        """Whose clock runs and whose last day comes within so many calendar days, late ones included."""
        last = (today or timezone.localdate()) + timedelta(days=days)
        return self.filter(state__in=["submitted", "in_review"], due_on__lte=last)

    def with_labels(self) -> "CaseQuerySet":
        """What a line of a list names."""
        return self.select_related("version__service", "applicant", "subject").defer(*_large())

    def with_names(self) -> "CaseQuerySet":
        """What a line of "my cases" names, and no other column: persons are kept encrypted."""
        return self.select_related("version__service", "subject", "on_behalf_of").only(*_names())

    def with_open_question(self) -> "CaseQuerySet":
        """Annotate `asked_items` and `answer_by`: what the officer waits for, of which a case has one."""
        still_open = FilteredRelation("info_requests", condition=Q(info_requests__answered_at=None))
        rows = self.annotate(open_question=still_open)
        return rows.annotate(asked_items=F("open_question__items"), answer_by=F("open_question__due_on"))

    def with_officers(self) -> "CaseQuerySet":
        """What a line of the inbox names. With ten tables joined the planning takes longer than the work."""
        rows = self.select_related("version__service", "applicant", "assignee__person").only(*_in_the_inbox())
        return rows.prefetch_related("region", "institution")


@cache
def _large() -> tuple[str, ...]:
    """Columns that no list reads: answers, definitions, the passports of the services."""
    texts = [one for one in Service._meta.concrete_fields if one.get_internal_type() == "TextField"]
    passport = (f"version__service__{one.name}" for one in texts)
    return ("answers", "sources", "sent_answers", "version__definition", *passport)


def _names() -> tuple[str, ...]:
    of_house = (f"on_behalf_of__{one}" for one in NAMING)
    of_case = ("number", "state", "created_at", "saved_at", "subject__name", "subject__user")
    return (*of_case, *SERVICE_TITLES, *of_house)


def _in_the_inbox() -> tuple[str, ...]:
    clock = ("submitted_at", "decided_at", "term_days", "due_on")
    people = (f"{one}__{part}" for one in ("applicant", "assignee__person") for part in ("name", "surname"))
    whose = ("number", "state", "parent", "region", "institution", "assignee__email")
    return (*whose, *clock, *people, *SERVICE_TITLES)


def _decided_first_by(user: Any) -> Exists:
    """An appeal against a decision that the user has proposed or signed."""
    first = Decision.objects.filter(case=OuterRef("parent"))
    return Exists(first.filter(Q(proposed_by=user) | Q(signed_by=user)))


def _untouched(days: int) -> Q:
    return Q(state="draft", saved_at__lt=_midnight(timezone.localdate() - timedelta(days - 1)))


def _is_about_look_of(user: Any) -> Exists:
    """A question why the user of all people has looked."""
    return Exists(JournalEntry.objects.filter(pk=OuterRef("look"), actor_id=str(user.pk)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
