"""The placement of a campaign: freeze the input, calculate, and tell every family."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture import jobs
from eculture.jobs import Job
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions import placement, priorities
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.parts import Preference
from schools.admissions.plan import PlanPlace
from schools.admissions.reasons import as_json
from schools.admissions.record import Inputs, given
from schools.admissions.runs import PlacementResult, PlacementRun
from schools.admissions.told import Namings, prepared

TIE_BREAKS: dict[str, Callable[[Application], Any]] = {
    "priority": priorities.rank_of,
    "older": lambda application: application.child.birth_date,
    "younger": lambda application: -application.child.birth_date.toordinal(),
    "submitted": lambda application: application.submitted_at,
}
BATCH = 25  # families in one transaction: few enough that a row is locked for a moment only


def inputs_of(campaign: Campaign) -> Inputs:
    applications = campaign.applications.to_be_placed().order_by("number")
    applications = applications.select_related("child", "score", "priority__group")
    wishes = _wishes_of(applications)
    allowed, ties = _fundings_by_age(campaign), _ties_of(applications, campaign.tie_break)
    candidates = (
        placement.Candidate(
            number=one.number,
            score=one.score.points,
            choices=tuple(
                placement.Choice(code, school, allowed(programme, one.child.age_on(campaign.age_counted_on)))
                for programme, code, school in wishes[one.pk]
            ),
            consents_to_paid=one.consents_to_paid,
            ties=tuple(rank[one.pk] for rank in ties),
        )
        for one in applications
    )
    places = tuple(_places_left(campaign))
    return Inputs(tuple(candidates), places, campaign.rules(), campaign.lot_commitment)


def _ties_of(applications: Iterable[Application], steps: Iterable[str]) -> list[dict[int, int]]:
    """For each declared step the rank of every application: its value stays at home, its order counts."""
    found = []
    for step in steps:
        values = {one.pk: TIE_BREAKS[step](one) for one in applications}
        ranks = {value: rank for rank, value in enumerate(sorted(set(values.values())))}
        found.append({pk: ranks[value] for pk, value in values.items()})
    return found


def _wishes_of(applications: Any) -> dict[int, list[tuple[int, str, str]]]:
    wishes = defaultdict(list)
    rows = Preference.objects.filter(application__in=applications)
    columns = ("application", "programme", "programme__code", "school__institution__code")
    for application, programme, code, school in rows.order_by("rank", "order").values_list(*columns):
        wishes[application].append((programme, code, school))
    return wishes


def _fundings_by_age(campaign: Campaign) -> Any:
    rules = {(rule.programme_id, rule.funding): rule for rule in campaign.age_rules.all()}

    def allowed(programme: int, age: int) -> frozenset[placement.Funding]:
        found = ((funding, rules.get((programme, funding.value))) for funding in placement.Funding)
        return frozenset(funding for funding, rule in found if rule and rule.allows(age))

    return allowed


def _places_left(campaign: Campaign) -> Iterable[placement.Place]:
    """What a run may still give away: neither taken nor held out to somebody."""
    plan = campaign.plan_places.select_related("school__institution", "programme").annotate(
        promised=Count("offers", Q(offers__state="open"))
    )
    for row in plan.order_by("school__institution__code", "programme__code", "funding"):
        left = max(0, row.places - row.taken - row.promised)
        yield placement.Place(row.school.code, row.programme.code, placement.Funding(row.funding), left)


def ask_for_run(campaign: Campaign, *, by: Any) -> PlacementRun:
    """Start a calculation in the background. Raises Refusal outside the stage or while one waits."""
    with transaction.atomic():
        lock(campaign)
        if not campaign.takes_runs:
            raise Refusal(_("The placement is calculated after the choices are closed."), code="wrong_stage")
        try:
            with transaction.atomic():
                run = PlacementRun.objects.create(campaign=campaign)
        except IntegrityError as error:
            message = _("A calculation is under way. Wait for it or discard it.")
            raise Refusal(message, code="unpublished") from error
        run.job = jobs.ask("placement", by=by, run=run.pk)
        run.save(update_fields=["job"])
    return run


def compute(run: PlacementRun, job: Job) -> None:
    """Fill the run with one result per child; started again after a crash, it gives the same rows."""
    inputs = inputs_of(run.campaign)
    total = len(inputs.candidates)
    job.progress(0, total, _("Candidates: %(count)s") % {"count": total})
    result = placement.place(candidates=inputs.candidates, places=inputs.places, rules=inputs.rules)
    rows = _rows(run, result)
    with job.fenced():
        run.results.all().delete()
        for start in range(0, len(rows), 1000):
            PlacementResult.objects.bulk_create(rows[start : start + 1000])
        run.complete(inputs=inputs, results=given(result), by=job.by)
        said = {"placed": run.placed, "count": total}
        job.progress(total, total, _("Placed: %(placed)s of %(count)s") % said)


def _rows(run: PlacementRun, result: placement.Result) -> list[PlacementResult]:
    plan = run.campaign.plan_places.select_related("school__institution", "programme")
    places = {(row.school.code, row.programme.code, placement.Funding(row.funding)): row.pk for row in plan}
    numbers = dict(run.campaign.applications.values_list("number", "pk"))
    return [
        PlacementResult(
            run=run,
            application_id=numbers[outcome.number],
            place_id=places[outcome.place.key] if outcome.place else None,
            points=outcome.score,
            reasons=[as_json(attempt) for attempt in outcome.attempts],
        )
        for outcome in result.outcomes.values()
    ]


def refusal_to_publish(run: PlacementRun) -> Refusal | None:
    if run.campaign.runs.exclude(pk=run.pk).filter(state="publishing").exists():
        return Refusal(_("Another calculation is being published."), code="publishing")
    run.refresh_from_db()
    if run.state == "computed" and run.inputs_sha256 != inputs_of(run.campaign).sha256:
        message = _("Scores, choices or places have changed since this calculation. Calculate again.")
        return Refusal(message, code="stale")
    return None


def ask_for_publication(run: PlacementRun, *, by: Any) -> None:
    """Begin to tell the families, or go on. Raises Refusal while another run is being published, or when
    scores, choices or places have changed since the calculation.
    """
    with transaction.atomic():
        lock(run.campaign)
        refusal = refusal_to_publish(run)
        if refusal:
            raise refusal
        run.begin_publication(by=by)
        run.job = jobs.ask("placement-publication", by=by, run=run.pk)
        run.save(update_fields=["job"])


def publish(run: PlacementRun, job: Job) -> None:
    """Make the offers and tell the families; what is committed is not done again after a crash."""
    total, told = run.results.count(), run.results.exclude(told_at=None).count()
    expires_at = run.campaign.offers_expire_at()
    names = Namings()
    waiting = list(run.results.untold().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(waiting), BATCH):
        batch = run.results.filter(pk__in=waiting[start : start + BATCH]).with_families()
        with job.fenced():
            for result in batch:
                _tell(result, run, expires_at, names, by=job.by)
        told += len(batch)
        job.progress(told, total, _("Families told: %(done)s of %(total)s") % {"done": told, "total": total})
    with job.fenced():
        _keep_cutoffs(run)
        run.publish(by=job.by)
        for draft in run.campaign.runs.filter(state="computed"):
            draft.discard(by=job.by)
        run.campaign.publish_results(by=job.by)


def _tell(result: PlacementResult, run: PlacementRun, expires_at: Any, names: Namings, *, by: Any) -> None:
    application = result.application
    if application.may("place"):
        if result.place:
            application.place(place=result.place, expires_at=expires_at, run=run, by=by)
        elif not run.is_further:  # who waits on hears nothing night after night
            application.leave_unplaced(run=run, by=by)
    result.told_at = timezone.now()
    result.prepared = prepared(result, names=names, expires_at=expires_at)
    result.save(update_fields=["told_at", "prepared"])


def _keep_cutoffs(run: PlacementRun) -> None:
    """Next year's families will see the lowest score placed of this year."""
    placed = run.results.exclude(place=None).order_by().values("place").annotate(lowest=Min("points"))
    for row in placed:
        higher = Q(cutoff=None) | Q(cutoff__gt=row["lowest"])
        PlanPlace.objects.filter(higher, pk=row["place"]).update(cutoff=row["lowest"])


def ask_to_end_overdue_offers(campaign: Campaign, *, by: Any) -> Job:
    with transaction.atomic():
        return jobs.ask("offers-ended", by=by, campaign=campaign.pk)


def end_overdue_offers(campaign: Campaign, job: Job) -> None:
    overdue = list(campaign.applications.overdue())
    total = len(overdue)
    for done, application in enumerate(overdue, start=1):
        with job.fenced():
            lapse(application, by=job.by)
        job.progress(done, total, _("Offers ended: %(done)s of %(total)s") % {"done": done, "total": total})


def lapse(application: Application, *, by: Any) -> None:
    """A family whose answer came in the meantime keeps it."""
    with suppress(Refusal):
        application.lapse(by=by)
