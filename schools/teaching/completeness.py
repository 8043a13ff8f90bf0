"""How much of the class books is filled in: what the head looks at, what the report counts."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from schools.teaching.groups import StudyGroupQuerySet
from schools.teaching.lessons import Lesson


def with_completeness(groups: StudyGroupQuerySet) -> StudyGroupQuerySet:
    """Annotates lessons `held`, squares `expected` (lesson × pupil of that day) and squares `recorded`."""
    book = Lesson.objects.filter(group=OuterRef("pk"), held_on__lte=timezone.localdate())
    stayed = Q(group__memberships__until=None) | Q(group__memberships__until__gt=F("held_on"))
    return groups.annotate(
        held=_count(book),
        expected=_count(book.filter(stayed, group__memberships__since__lte=F("held_on"))),
        recorded=_count(book.filter(entries__attendance__gt="")),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("group").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
