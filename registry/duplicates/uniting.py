"""Two records of one institution become one: everything that points at the second points at the first then.

What points at an institution is asked of the models themselves, so that a table that is added later is moved
too; what the database refuses to move refuses the whole. It can be undone.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pghistory.models import Event

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from registry.attributes import COLUMNS, NAMES
from registry.classifiers import WITHDRAWN, Trait
from registry.duplicates.pairs import DuplicatePair
from registry.history.events import LifecycleEvent
from registry.history.record import happen, values_of, void
from registry.institutions import Institution

STAYS = {  # what is told of the record itself, not of the institution
    "registry.change": "what readers of the feed have been told",
    "registry.confirmation": "somebody has looked at that card, not at this one",
    "registry.duplicatepair": "which records were compared",
    "registry.effect": "its history, which the database keeps as it is",
    "registry.importrow": "what a list did to that record",
    "registry.institution_traits": "added up, see `_add_traits`",
    "registry.institutionversion": "its history, which follows from its events",
    "registry.stray": "found anew each night",
    "registry.unification": "which records were made one",
}
WHERE_NONE = {"registry.opening", "registry.specialday"}  # two weeks are not one: its own stand before others
BY_EVENT = "registry.institution"  # a branch, or what was closed: its row is told by events alone
ITS_OWN = {
    "state",
    "closed_on",
    "successor",
    "parent",
}  # no attribute that the other record could be right in
TAKEN = {name: column for name, column in zip(NAMES, COLUMNS, strict=True) if name not in ITS_OWN}


class Unification(models.Model):
    """A record was given up for another one of the same institution; what was moved can go back."""

    pair = models.ForeignKey(
        DuplicatePair, models.PROTECT, related_name="unifications", verbose_name=gettext_lazy("pair")
    )
    kept = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=gettext_lazy("record that is kept")
    )
    given_up = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=gettext_lazy("record that is given up")
    )
    moved = models.JSONField(gettext_lazy("what was moved"), default=dict)
    events = models.JSONField(gettext_lazy("events"), default=list)
    traits = models.JSONField(gettext_lazy("traits that were added"), default=list)
    at = models.DateTimeField(pgettext_lazy("event", "when"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("by")
    )
    undone_at = models.DateTimeField(gettext_lazy("undone"), null=True)

    class Meta:
        verbose_name = gettext_lazy("unification of two records")
        verbose_name_plural = gettext_lazy("unifications of records")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=models.Q(undone_at=None), name="one_unification_of_a_pair"
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("given_up")), name="unification_of_two_records"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_up_id} → {self.kept_id}"


def references() -> Iterator[models.Field]:
    """Every foreign key of the portal that leads to an institution and goes with it, by introspection."""
    for relation in Institution._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.field.remote_field:
            model = relation.related_model
            if model._meta.label_lower not in STAYS and not issubclass(model, Event):
                yield relation.field


def unite(pair: DuplicatePair, kept: Institution, *, by: Any, take: Collection[str] = ()) -> Unification:
    """Keep one record of the pair and give the other one up; `take`: attributes that are right in the other.

    Raises Refusal where something that leads to the other record cannot lead to this one.
    """
    with transaction.atomic():
        lock(pair)
        kept, other = _both(pair, kept.pk)
        _refuse(pair, "unite", by)
        _refuse_what_cannot_be(kept, other)
        reason = _("The same institution as %(code)s.") % {"code": kept.code}
        moved = {_label(field): _moved(field, other, kept) for field in references()}
        events = [*_retold(other, kept, by, reason)]
        leads = values_of(other) | {"state": WITHDRAWN, "successor_id": kept.pk}
        events.append(happen("withdraw", to=other, by=by, reason=reason, changes=leads))
        events += _taken(other, kept, by, take)
        done = Unification.objects.create(
            pair=pair,
            kept=kept,
            given_up=other,
            moved={label: keys for label, keys in moved.items() if keys},
            events=[event.pk for event in events],
            traits=_add_traits(other, kept, by),
            by=by,
        )
        _decide(pair, "unite", by, after={"kept": kept.code, "given_up": other.code})
    return done


def take_apart(pair: DuplicatePair, *, by: Any, reason: str) -> None:
    """It was a mistake: both records are as they were, and what was moved goes back.

    Raises Refusal with what has been changed since.
    """
    if not reason.strip():
        raise Refusal(_("Write the reason."), code="no_reason", field="reason")
    with transaction.atomic():
        lock(pair)
        _refuse(pair, "take_apart", by)
        done = pair.unifications.select_for_update(of=("self",)).get(undone_at=None)
        kept, other = _both(pair, done.kept_id)
        for event in LifecycleEvent.objects.valid().filter(pk__in=done.events).order_by("-pk"):
            void(event, by=by, reason=reason)
        _refuse_what_was_changed_since(done)
        for field in references():
            _lead(field, _rows(field, done.moved), other)
        kept.give_traits(kept.traits.exclude(pk__in=done.traits), by=by)
        Unification.objects.filter(pk=done.pk).update(undone_at=timezone.now())
        _decide(pair, "take_apart", by, reason=reason)


def follow_up() -> int:
    """What was written about a record that had just been given up follows it; how many rows."""
    moved = 0
    for done in Unification.objects.filter(undone_at=None).select_related("pair", "kept", "given_up"):
        with suppress(Refusal), transaction.atomic():  # what is in the way stays until somebody clears it
            late = {_label(field): _moved(field, done.given_up, done.kept) for field in references()}
            late = {label: keys for label, keys in late.items() if keys}
            if late:
                done.moved = {
                    label: [*done.moved.get(label, []), *late.get(label, [])] for label in done.moved | late
                }
                done.save(update_fields=["moved"])
            moved += sum(map(len, late.values()))
    return moved


def what_leads_to(institution: Institution) -> list[tuple[Any, int]]:
    """What points at a record and would go with it: (name of the table, rows)."""
    counted: dict[Any, int] = {}
    for field in references():
        rows = field.model._base_manager.filter(**{field.name: institution})
        if field.model is Institution:
            rows = rows.exclude(state=WITHDRAWN)
        count = rows.count()
        named = field.model._meta.verbose_name_plural
        counted[named] = counted.get(named, 0) + count
    return [(named, count) for named, count in counted.items() if count]


def _both(pair: DuplicatePair, kept: int) -> tuple[Institution, Institution]:
    """The record that is kept and the other one, locked in the order of their keys."""
    rows = Institution.objects.select_for_update(of=("self",)).order_by("pk")
    both = {row.pk: row for row in rows.filter(pk__in=(pair.first_id, pair.second_id))}
    if kept not in both:
        raise Refusal(_("Choose the record that is kept."), code="kept", field="keep")
    return both.pop(kept), both.popitem()[1]


def _refuse(pair: DuplicatePair, verb: str, by: Any) -> None:
    refusal = pair.refusal_of(by, verb) or pair.refusal_to(verb)
    if refusal:
        raise refusal


def _refuse_what_cannot_be(kept: Institution, other: Institution) -> None:
    if {"closed", WITHDRAWN} & {kept.state, other.state}:
        said = _("One of the records is closed or withdrawn. Record its history instead.")
        raise Refusal(said, code="ended")
    if kept.parent_id == other.pk or other.parent_id == kept.pk:
        raise Refusal(_("One of them is a branch of the other one."), code="branch")


def _label(field: models.Field) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _moved(field: models.Field, other: Institution, kept: Institution) -> list[int]:
    """Let the rows of a table lead to the record that is kept; their keys."""
    table, label = field.model._base_manager, field.model._meta.label_lower
    if label == BY_EVENT or (label in WHERE_NONE and table.filter(**{field.name: kept}).exists()):
        return []
    keys = list(table.filter(**{field.name: other}).order_by("pk").values_list("pk", flat=True))
    _lead(field, table.filter(pk__in=keys), kept)
    return keys


def _lead(field: models.Field, rows: models.QuerySet, to: Institution) -> None:
    try:
        with transaction.atomic():
            rows.update(**{field.name: to})
    except DatabaseError as error:
        said = _("These cannot be put together: %(what)s. Put them in order first, then come back.")
        what = field.model._meta.verbose_name_plural
        raise Refusal(said % {"what": what}, code="in_the_way") from error


def _retold(other: Institution, kept: Institution, by: Any, reason: str) -> Iterator[LifecycleEvent]:
    """Branches and predecessors of the other record are those of the kept one from today on."""
    for column in ("parent", "successor"):
        rows = Institution.objects.filter(**{column: other}).exclude(state=WITHDRAWN).exclude(pk=kept.pk)
        for row in rows.order_by("pk"):
            changes = {f"{column}_id": kept.pk}
            yield happen("amend", to=row, by=by, on=timezone.localdate(), reason=reason, changes=changes)


def _taken(other: Institution, kept: Institution, by: Any, take: Collection[str]) -> Iterator[LifecycleEvent]:
    changes = {column: getattr(other, column) for name, column in TAKEN.items() if name in take}
    changes = {column: value for column, value in changes.items() if getattr(kept, column) != value}
    if changes:
        on = None if "founded" in changes else timezone.localdate()
        reason = _("The same institution as %(code)s.") % {"code": other.code}
        yield happen("amend", to=kept, by=by, on=on, reason=reason, changes=changes)


def _add_traits(other: Institution, kept: Institution, by: Any) -> list[int]:
    """What either of them does, the institution does; the keys of those that were added."""
    new = other.traits.exclude(pk__in=kept.traits.values("pk"))
    keys = list(new.values_list("pk", flat=True))
    kept.give_traits(Trait.objects.filter(pk__in=[*keys, *kept.traits.values_list("pk", flat=True)]), by=by)
    return keys


def _rows(field: models.Field, moved: dict[str, list[int]]) -> models.QuerySet:
    return field.model._base_manager.filter(pk__in=moved.get(_label(field), []))


def _refuse_what_was_changed_since(done: Unification) -> None:
    changed = [
        field.model._meta.verbose_name_plural
        for field in references()
        if _rows(field, done.moved).filter(**{field.name: done.kept_id}).count()
        != len(done.moved.get(_label(field), []))
    ]
    if changed:
        said = _("These have been changed since: %(what)s. It cannot be undone as a whole.")
        what = ", ".join(sorted(set(map(str, changed))))
        raise Refusal(said % {"what": what}, code="changed_since")


def _decide(pair: DuplicatePair, verb: str, by: Any, **told: Any) -> None:
    pair.state = pair.MOVES[verb].target
    pair.decided_by, pair.decided_at = (None, None) if pair.state == "open" else (by, timezone.now())
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(verb, on=pair, by=by, **told)
