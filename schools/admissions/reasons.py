"""Why this place and not another: the numbers of the placement as plain sentences."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from schools.admissions.placement import Attempt, Funding, Verdict

TICK, CROSS, ARROW = "check", "cross", "chevron-right"
ONCE = (Verdict.NOT_CONSIDERED, Verdict.NO_CONSENT, Verdict.BELOW_PASS, Verdict.BELOW_PAID)


class Reason(NamedTuple):
    sign: str
    title: str
    text: str


def as_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "programme": attempt.programme,
        "school": attempt.school,
        "funding": attempt.funding.value,
        "verdict": attempt.verdict.value,
        "places": attempt.places,
        "cutoff": None if attempt.cutoff is None else str(attempt.cutoff),
        "standing": attempt.standing,
        "queue": attempt.queue,
        "tie_decided": attempt.tie_decided,
    }


def from_json(row: Mapping[str, Any]) -> Attempt:
    numbers = {name: row[name] for name in ("places", "standing", "queue", "tie_decided")}
    cutoff = None if row["cutoff"] is None else Decimal(row["cutoff"])
    wish = {"programme": row["programme"], "school": row["school"], "funding": Funding(row["funding"])}
    return Attempt(**wish, **numbers, verdict=Verdict(row["verdict"]), cutoff=cutoff)


def explain(
    attempts: Iterable[Attempt],
    *,
    child: str,
    points: Decimal,
    campaign: Any,
    specialties: Mapping[str, str],
    schools: Mapping[str, str],
) -> list[Reason]:
    """One reason for each choice, in the order in which the choices were tried."""
    reasons, said = [], set()
    for attempt in attempts:
        is_repeated = attempt.verdict in ONCE and attempt.verdict in said
        has_no_paid_places = attempt.verdict is Verdict.NO_PLACES and attempt.funding is Funding.PAID
        if is_repeated or has_no_paid_places:
            continue
        said.add(attempt.verdict)
        place = {"specialty": specialties[attempt.programme], "school": schools[attempt.school]}
        names = {"child": child, **place, **_numbers(attempt, points)}
        reasons.append(WORDS[attempt.verdict](attempt, names, campaign))
    return reasons


def _numbers(attempt: Attempt, points: Decimal) -> dict[str, Any]:
    return {
        "points": _score(points),
        "cutoff": _score(attempt.cutoff),
        "gap": _score(attempt.cutoff - points) if attempt.cutoff is not None else "",
        "places": attempt.places,
        "standing": attempt.standing,
        "queue": attempt.queue,
    }


def _placed(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = (
        _("%(specialty)s, %(school)s: a free place")
        if attempt.funding is Funding.FREE
        else _("%(specialty)s, %(school)s: a paid place")
    )
    text = _("Place %(standing)s of %(places)s by score. Lowest score placed: %(cutoff)s.")
    return Reason(TICK, title % names, text % names)


def _full(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = (
        _("%(specialty)s, %(school)s: no free place left")
        if attempt.funding is Funding.FREE
        else _("%(specialty)s, %(school)s: no paid place left")
    )
    if attempt.tie_decided:
        declared = [str(campaign.TIE_BREAKS[key]) for key in campaign.tie_break]
        names["order"] = ", ".join([*declared, _("lot")])
        text = _(
            "Places: %(places)s, all given to %(cutoff)s points and more. %(child)s has the same score as "
            "the last one placed. Equal scores are ordered by: %(order)s. "
            "Number on the waiting list: %(queue)s."
        )
    else:
        text = _(
            "Places: %(places)s, all given to %(cutoff)s points and more. %(child)s has %(points)s: "
            "%(gap)s short. Number on the waiting list: %(queue)s."
        )
    return Reason(CROSS, title % names, text % names)


def _no_places(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = _("%(specialty)s, %(school)s: no free places in the plan") % names
    return Reason(
        CROSS, title, _("The plan of this year has no free places here, or all were given earlier.")
    )


def _wrong_age(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = (
        _("%(specialty)s, %(school)s: not open to this age for a free place")
        if attempt.funding is Funding.FREE
        else _("%(specialty)s, %(school)s: not open to this age for a paid place")
    )
    return Reason(CROSS, title % names, _("The age is counted on the day that the admission rules name."))


def _below_pass(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    names["pass_mark"] = _score(campaign.pass_mark)
    text = _("%(child)s has %(points)s, the pass mark is %(pass_mark)s.") % names
    return Reason(CROSS, _("The score is below the pass mark"), text)


def _below_paid(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    names["paid_from"] = _score(campaign.paid_from)
    text = _("Paid places are offered from %(paid_from)s points. %(child)s has %(points)s.") % names
    return Reason(CROSS, _("No paid place could be offered"), text)


def _no_consent(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = _("Paid places were not tried")
    return Reason(ARROW, title, _("The family did not agree to a paid place."))


def _not_considered(attempt: Attempt, names: dict[str, Any], campaign: Any) -> Reason:
    title = _("The other choices were not looked at")
    return Reason(ARROW, title, _("A place was found at a choice higher on the list."))


def _score(value: Decimal | None) -> str:
    return "" if value is None else number_format(value, decimal_pos=1)


WORDS = {
    Verdict.PLACED: _placed,
    Verdict.FULL: _full,
    Verdict.NO_PLACES: _no_places,
    Verdict.WRONG_AGE: _wrong_age,
    Verdict.BELOW_PASS: _below_pass,
    Verdict.BELOW_PAID: _below_paid,
    Verdict.NO_CONSENT: _no_consent,
    Verdict.NOT_CONSIDERED: _not_considered,
}
