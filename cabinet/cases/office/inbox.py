"""The inbox of who works on cases: tabs, filters, search, pages; no table is ever counted to its end."""

from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cabinet.cases.models import Case, CaseQuerySet, Decision, Opinion
from cabinet.cases.office.forms import FilterForm
from cabinet.cases.wording import name_of
from cabinet.people.models import Person
from eculture import journal
from eculture.azerbaijani import AzFold, az_fold
from eculture.documents import normalise_code
from eculture.workdays import calendar, days_after
from registry.mandates import mandates_for

PAGE, COUNTED = 50, 100
NEAR = 3  # working days that are left
FOUND = 200
HANDLE, SUPERVISE, GIVE = "cabinet.handle_case", "cabinet.supervise_case", "cabinet.give_opinion"


class Tab(NamedTuple):
    """One heap of the inbox with its number, up to COUNTED."""

    slug: str
    title: Any
    count: int


class Inbox:
    """What one member of staff asks of it: `?tab=&service=&office=&state=&officer=&late=&q=&after=`."""

    def __init__(self, user: Any, wish: QueryDict):
        self.user, self.wish = user, wish

    @cached_property
    def heaps(self) -> dict[str, tuple[Any, CaseQuerySet]]:
        """The tabs of this person in their order: title and rows."""
        user, handled = self.user, Case.objects.handled_by(self.user, self._own)
        heaps: dict[str, tuple[Any, CaseQuerySet]] = {}
        if user.has_perm(HANDLE):
            ours = handled.of_own_office(user)
            heaps["mine"] = (_("Mine"), handled.assigned_to(user))
            heaps["unassigned"] = (_("Unassigned"), ours.unassigned())
            heaps["near"] = (_("About to break"), self._near(handled))
            heaps["sign"] = (_("To be signed"), handled.filter(_proposed_by_others(user), state="in_review"))
        if mandates_for(user, GIVE):
            heaps["opinions"] = (_("Opinions asked"), Case.objects.for_staff(user).filter(_asked(user)))
        if user.has_perm(SUPERVISE):
            heaps["late"] = (_("Late"), handled.due_within(-1))
        if user.has_perm("cabinet.view_case"):
            heaps["all"] = (_("All open"), Case.objects.for_staff(user).open())
        return heaps

    @cached_property
    def _own(self) -> list[int]:
        """What concerns the officer or the family, asked once for all the heaps."""
        return list(Case.objects.touching(self.user).order_by().values_list("pk", flat=True))

    def _near(self, handled: CaseQuerySet) -> CaseQuerySet:
        """Of the own office; a supervisor watches over all of them."""
        rows = handled if self.user.has_perm(SUPERVISE) else handled.of_own_office(self.user)
        return rows.due_within((self.near_until - timezone.localdate()).days)

    @cached_property
    def near_until(self) -> date:
        return next(islice(days_after(timezone.localdate(), self.is_working), NEAR - 1, None))

    @cached_property
    def is_working(self) -> Any:
        return calendar()

    @property
    def tab(self) -> str:
        wished = self.wish.get("tab", "")
        return wished if wished in self.heaps else next(iter(self.heaps), "")

    @cached_property
    def tabs(self) -> list[Tab]:
        return [
            Tab(slug, title, rows.order_by()[:COUNTED].count()) for slug, (title, rows) in self.heaps.items()
        ]

    @property
    def words(self) -> str:
        return self.wish.get("q", "").strip()[:80]

    @cached_property
    def rows(self) -> CaseQuerySet:
        """What the tab, the filters and the search leave; a search looks at closed cases too."""
        if self.words:
            return self._found(Case.objects.for_staff(self.user))
        return self.filters.narrow(self.heaps[self.tab][1]) if self.tab else Case.objects.none()

    def _found(self, rows: CaseQuerySet) -> CaseQuerySet:
        """By the number or by the name of who has asked, in any spelling."""
        people = Person.objects.order_by().annotate(of_house=AzFold("surname"), given=AzFold("name"))
        for word in az_fold(self.words).split():
            people = people.filter(Q(of_house__startswith=word) | Q(given__startswith=word))
        named = Case.objects.filter(applicant__in=people.values("pk")[:FOUND]).order_by().values("pk")
        found = Q(number=normalise_code(self.words))
        return rows.filter(found | Q(pk__among=named) if az_fold(self.words) else found)

    @cached_property
    def filters(self) -> FilterForm:
        return FilterForm(self.wish, user=self.user)

    @cached_property
    def page(self) -> list["Row"]:
        """The earliest last day first."""
        return [Row(one, self.is_working, self.user) for one in self._fetched[:PAGE]]

    @cached_property
    def _fetched(self) -> list[Case]:
        """One more than a page holds, to know whether another one follows.

        First which, then their labels: a heap of thousands is not joined to its people to show fifty.
        """
        chosen = self._after(self.rows).order_by("due_on", "pk").values("pk")[: PAGE + 1]
        rows = Case.objects.filter(pk__among=chosen).with_officers()
        return list(rows.prefetch_related("info_requests", "decisions").order_by("due_on", "pk"))

    def _after(self, rows: CaseQuerySet) -> CaseQuerySet:
        """Beyond the last row of the page before, named by its last day and its key."""
        try:
            day, _dot, pk = self.wish.get("after", "").partition(".")
            last = {"due_on": date.fromisoformat(day), "pk": int(pk)}
        except ValueError:
            return rows
        later = Q(due_on__gt=last["due_on"]) | Q(due_on=last["due_on"], pk__gt=last["pk"])
        return rows.filter(later, due_on__gte=last["due_on"])

    @property
    def next(self) -> str:
        """The query string of the page that follows, or nothing."""
        if len(self._fetched) <= PAGE:
            return ""
        last, query = self.page[-1].case, self.wish.copy()
        query["after"] = f"{last.due_on}.{last.pk}"
        return query.urlencode()

    def leave_trace(self) -> None:
        """Who looks up people by name is named in the journal, with the cases that were shown."""
        if self.words:
            shown = {"cases": [row.case.pk for row in self.page]}
            journal.record("search_cases", on=self.user, by=self.user, after=shown)


class Row:
    """A line of the list: the case with its clock."""

    def __init__(self, case: Case, is_working: Any, user: Any):
        self.case, self.clock = case, case.clock(is_working=is_working)
        self.is_mine = case.assignee_id == user.pk

    @property
    def sentence(self) -> tuple[str, str]:
        """What the list says of the term, and its tone."""
        if self.clock is None or self.case.state not in ("submitted", "in_review"):
            return str(STATES_FOR_STAFF.get(self.case.state) or self.case.get_state_display()), self.case.tone
        left = self.clock.left
        if left < 0:
            text = ngettext("%(count)s working day late", "%(count)s working days late", -left)
            return text % {"count": -left}, "refused"
        if left == 0:
            return _now("breaks today"), "refused"
        if left <= NEAR:
            text = ngettext("breaks in %(count)s day", "breaks in %(count)s days", left)
            return text % {"count": left}, "wait"
        return self.case.get_state_display(), self.case.tone

    @property
    def officer(self) -> str:
        return name_of(self.case.assignee) if self.case.assignee else ""


STATES_FOR_STAFF = {"waiting": _("waits for the applicant")}


def _proposed_by_others(user: Any) -> Q:
    """A decision waits for a signature that the user may give."""
    proposed = Decision.objects.filter(state="proposed").exclude(proposed_by=user)
    return Q(pk__among=proposed.order_by().values("case"))


def _asked(user: Any) -> Q:
    """The user's unit has been asked for its opinion and has not given it."""
    return Q(pk__among=Opinion.objects.open().of_office(user).order_by().values("case"))
