"""Recording what happened: the event, what it changes, the versions of each institution and today's row.

One transaction: the institutions are locked in the order of their keys, so that two officers at once
wait for each other and see what the other one recorded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture import journal
from eculture.refusals import Refusal
from eculture.templatetags.words import azdate
from registry.attributes import BLANK, COLUMNS, NAMES
from registry.history.changes import note, note_new
from registry.history.events import Effect, LifecycleEvent
from registry.history.kinds import WITHOUT_ACT
from registry.history.series import Step, Stretch, series
from registry.history.versions import InstitutionVersion
from registry.territory import Unit

AHEAD = timedelta(days=366)
PLACED = ("relocate", "displace", "amend")


def happen(
    kind: str,
    *,
    by: Any,
    to: Any,
    changes: Mapping[str, Any],
    on: date | None = None,
    precision: str = "day",
    act: Any = None,
    reason: str = "",
    heirs: Iterable[Any] = (),
) -> LifecycleEvent:
    """Record an event of `kind` that changed columns of `to` from the day `on` on; `heirs` take over.

    `on` None: it never was otherwise. Raises Refusal for a day, an act or an order that cannot be.
    """
    heirs = list(heirs)
    with transaction.atomic():
        _lock([to, *heirs])
        _refuse_what_cannot_be(kind, on, act, reason, changes.get("founded"))
        _refuse_a_unit_of_another_time([changes] if kind in PLACED else [], on)
        event = LifecycleEvent.objects.create(
            kind=kind, on=on, precision=precision, act=act, reason=reason, recorded_by=by
        )
        effect = Effect(event=event, institution=to, changes=dict(changes))
        Effect.objects.bulk_create(
            [effect, *(Effect(event=event, institution=heir, role="heir") for heir in heirs)]
        )
        for heir in heirs:  # first: whether they can take over is said before anything is closed
            before = values_of(heir)
            follow(heir)
            _journal("take_over", heir, before, by=by, reason=to.name_az)
        before = values_of(to)
        follow(to)
        _journal(kind, to, before, by=by, reason=reason or str(act or ""))
    return event


def enter_all(
    institutions: Sequence[Any], *, by: Any, reason: str = "", act: Any = None, on: date | None = None
) -> list[LifecycleEvent]:
    """The first events of institutions whose rows have just been made; the rows say how they begin.

    As many questions for a thousand as for one.
    """
    events = []
    for institution in institutions:
        _refuse_what_cannot_be("register", on, act, reason, institution.founded)
        known = "day" if on else "year" if institution.founded else "unknown"
        told = {"kind": "register", "on": on, "precision": known, "act": act, "reason": reason}
        events.append(LifecycleEvent(**told, recorded_by=by))
    _refuse_a_unit_of_another_time(map(values_of, institutions), None)
    LifecycleEvent.objects.bulk_create(events)
    begun = list(zip(institutions, events, strict=True))
    values = {one.pk: values_of(one) for one in institutions}
    Effect.objects.bulk_create(
        Effect(event=event, institution=one, changes=values[one.pk]) for one, event in begun
    )
    InstitutionVersion.objects.bulk_create(
        version
        for one, event in begun
        for version in _versions(one, series([Step(event.pk, "register", on, values[one.pk])]))
    )
    note_new(institutions)
    journal.record_all(
        journal.entry_of("register", on=one, by=by, reason=reason, after={"code": one.code})
        for one in institutions
    )
    return events


def void(event: LifecycleEvent, *, by: Any, reason: str) -> None:
    """Strike an event out: what it changed is as if it had never been recorded. Doing it again is refused."""
    if not reason.strip():
        raise Refusal(_("Write the reason."), code="no_reason", field="reason")
    with transaction.atomic():
        effects = event.effects.select_related("institution").order_by("institution")
        touched = [effect.institution for effect in effects]
        _lock(touched)
        event.refresh_from_db()
        if not event.may_be_struck_out:
            raise Refusal(_("This event cannot be struck out."), code="void")
        event.voided_at, event.voided_by, event.void_reason = timezone.now(), by, reason
        event.save(update_fields=["voided_at", "voided_by", "void_reason"])
        for institution in touched:
            before = values_of(institution)
            follow(institution)
            _journal("void", institution, before, by=by, reason=reason)


def follow(institution: Any) -> bool:
    """Make versions and row of a locked institution what its events say today; did the row change?"""
    stretches = series(steps_of(institution))
    is_told_otherwise = _written(institution, stretches)
    today = next(stretch for stretch in reversed(stretches) if stretch.holds_on(timezone.localdate()))
    changed = [name for name in COLUMNS if getattr(institution, name) != today.values[name]]
    for name in changed:
        setattr(institution, name, today.values[name])
    if changed:
        _refuse_what_the_row_cannot_say(institution)
        institution.save(update_fields=[name.removesuffix("_id") for name in changed])
    elif is_told_otherwise:
        type(institution).objects.filter(pk=institution.pk).update(search_text="")  # a former name is found
    if changed or is_told_otherwise:
        note(institution)
    return bool(changed)


def bring_into_force(*, within: timedelta = timedelta(days=31)) -> int:
    """Let today's rows say what was recorded ahead of its day; how many changed. May run again and late."""
    begun = InstitutionVersion.objects.begun_since(timezone.localdate() - within).select_related(
        "institution"
    )
    changed = 0
    for version in begun.order_by("institution").iterator():
        with transaction.atomic():
            _lock([version.institution])
            changed += follow(version.institution)
    return changed


def steps_of(institution: Any) -> list[Step]:
    rows = Effect.objects.told_of(institution)
    return [
        Step(row.event_id, row.event.kind, row.event.on, _revived(row), row.role == "heir") for row in rows
    ]


def values_of(row: Any) -> dict[str, Any]:
    """What the registry says, column by column."""
    return {name: getattr(row, name) for name in COLUMNS}


def _lock(institutions: list[Any]) -> None:
    for institution in sorted(institutions, key=lambda row: row.pk):
        institution.refresh_from_db(from_queryset=type(institution).objects.select_for_update(of=("self",)))


def _refuse_what_cannot_be(kind: str, on: date | None, act: Any, reason: str, founded: int | None) -> None:
    if founded and founded > timezone.localdate().year:
        raise Refusal(_("The year of foundation lies in the future."), code="future", field="founded")
    if on and on > timezone.localdate() + (timedelta() if kind == "register" else AHEAD):
        raise Refusal(_("The day lies too far in the future."), code="future", field="on")
    if act and on and act.on > on:
        raise Refusal(
            _("The act is dated after the event. Check both days."), code="act_after_event", field="act_on"
        )
    if kind not in WITHOUT_ACT and act is None and not reason.strip():
        raise Refusal(_("Name the act, or write the reason."), code="no_reason", field="reason")


def _refuse_a_unit_of_another_time(told: Iterable[Mapping[str, Any]], on: date | None) -> None:
    """Nothing is registered in a territory on a day on which that was not there; `on` None: today."""
    day = on or timezone.localdate()
    named = {one.get(column) for one in told for column in ("registered_unit_id", "operating_unit_id")}
    wrong = Unit.objects.filter(pk__in=named - {None}).exclude(pk__in=Unit.objects.on(day).values("pk"))
    for unit in wrong[:1] if named - {None} else ():
        said = _("“%(unit)s” was no territory on %(day)s. Choose the one of that day.")
        said %= {"unit": unit.name, "day": azdate(day)}
        raise Refusal(said, code="unit_of_another_time", field="registered_unit")


def _refuse_what_the_row_cannot_say(institution: Any) -> None:
    """The constraints of the table, in their own words, before the database refuses without any."""
    try:
        institution.validate_constraints()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), code="constraint") from error


def _written(institution: Any, stretches: list[Stretch]) -> bool:
    """Replace the versions that differ from the stretches, those that are as before stay; was it needed?"""
    wanted = {_key(stretch): stretch for stretch in stretches}
    stale = []
    for version in InstitutionVersion.objects.known().filter(institution=institution):
        key = version.valid.lower, version.valid.upper, version.event_id
        if key in wanted and wanted[key].values == values_of(version):
            del wanted[key]
        else:
            stale.append(version.pk)
    if stale:
        InstitutionVersion.objects.filter(pk__in=stale).update(superseded_at=Now())
    _add(institution, wanted.values())
    return bool(stale or wanted)


def _add(institution: Any, stretches: Iterable[Stretch]) -> None:
    InstitutionVersion.objects.bulk_create(_versions(institution, stretches))


def _versions(institution: Any, stretches: Iterable[Stretch]) -> Iterator[InstitutionVersion]:
    for stretch in stretches:
        days = DateRange(stretch.since, stretch.until)
        yield InstitutionVersion(
            institution=institution, event_id=stretch.event, valid=days, **stretch.values
        )


def _key(stretch: Stretch) -> tuple[date | None, date | None, int]:
    return stretch.since, stretch.until, stretch.event


def _revived(effect: Effect) -> dict[str, Any]:
    """JSON knows no days; an entry of long ago knows no columns that were added since."""
    changes = BLANK | effect.changes if effect.event.kind == "register" else effect.changes
    day = changes.get("closed_on")
    return changes | {"closed_on": date.fromisoformat(day)} if day else changes


def _journal(verb: str, institution: Any, before: dict[str, Any], *, by: Any, reason: str) -> None:
    after = values_of(institution)
    named = {column: name for name in NAMES for column in (name, f"{name}_id") if column in after}
    changed = [column for column in COLUMNS if before[column] != after[column]]
    journal.record(
        verb,
        on=institution,
        by=by,
        reason=reason,
        before={named[column]: before[column] for column in changed},
        after={named[column]: after[column] for column in changed},
    )
