"""Applications as many rows: who sees which, how far they are, what they are told together."""

from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, JSONObject, Now

from cabinet.models import Person
from eculture import notices
from registry.mandates import sees_the_country
from schools.admissions.parts import Preference
from schools.org.models import School

OF_THIS = Q(application=OuterRef("pk"))


class ApplicationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """A family sees its own, the ministry all, a region those that name one of its schools."""
        family = self.of_family(user) | self.at_the_desk_of(user)
        if not user.has_perm("schools.view_application"):
            return family
        if sees_the_country(user, "ministry-officer", "auditor"):
            return self
        schools = School.objects.run_by(user, "regional-officer")
        return self.filter(Q(pk__in=family) | Exists(Preference.objects.filter(OF_THIS, school__in=schools)))

    def of_family(self, user: Any) -> "ApplicationQuerySet":
        return self.filter(child__in=Person.objects.family_of(user))

    def editable_by(self, user: Any) -> "ApplicationQuerySet":
        """A guardian acts for a child, while the guardianship lasts, or the desk that applied for both."""
        person = getattr(user, "person", None)
        of_guardian = self.filter(child__in=Person.objects.children_of(person)) if person else self.none()
        return of_guardian | self.at_the_desk_of(user)

    def at_the_desk_of(self, user: Any) -> "ApplicationQuerySet":
        """Opened by this officer for a guardian who has not taken it over yet."""
        if not user.has_perm("cabinet.serve_at_desk"):
            return self.none()
        return self.filter(desk_officer=user, claimed_at=None)

    def live(self) -> "ApplicationQuerySet":
        return self.exclude(state="withdrawn")

    def counts(self) -> list[tuple[Any, int]]:
        """State in words → how many, in the order of the course."""
        found = dict(self.order_by().values_list("state").annotate(count=Count("pk")))
        return [(label, found[state]) for state, label in self.model.STATES.items() if state in found]

    def with_signatures(self) -> "ApplicationQuerySet":
        """Annotate `is_signed`: a jury has signed the score."""
        signed = Q(exam_seats__session__state="signed")
        return self.annotate(is_signed=Exists(self.model.objects.filter(signed, pk=OuterRef("pk"))))

    def examined_so_far(self) -> "ApplicationQuerySet":
        """With a score that the family does not know yet."""
        return self.filter(state="submitted", score__isnull=False)

    def publish_scores(self) -> int:
        """Tell all families in a few statements; answers how many. Call it in the move of the campaign."""
        self.tell_scores()
        return self.update(state="examined")

    def tell_scores(self) -> None:
        told = self.annotate(
            to=F("guardian__user"),
            key=Concat("number", Value(":"), "score__points", output_field=models.TextField()),
            context=JSONObject(child="child__name", number="number"),
        )
        notices.send_to_all("exam-result", told.exclude(guardian__user=None))

    def passed(self) -> "ApplicationQuerySet":
        return self.filter(score__points__gte=F("campaign__pass_mark"))

    def to_be_placed(self) -> "ApplicationQuerySet":
        """Those who chose and have no place yet, in the first run or a later one."""
        return self.passed().filter(state__in=["choosing", "unplaced"])

    def overdue(self) -> "ApplicationQuerySet":
        """A place was offered, and nobody answered in time."""
        late = self.filter(state="placed", offers__state="open", offers__expires_at__lt=Now())
        return late.select_related("guardian__user", "child").order_by("pk")

    def with_names(self) -> "ApplicationQuerySet":
        return self.select_related("campaign", "child", "score").prefetch_related("campaign__stages")

    def with_preferences(self) -> "ApplicationQuerySet":
        wishes = Preference.objects.select_related(
            "programme__specialty", "school__institution__registered_unit"
        )
        return self.prefetch_related(models.Prefetch("preferences", queryset=wishes))
