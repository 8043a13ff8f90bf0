"""The jury at work: each scores alone, the portal compares, all sign, and the scores are written.

Nobody sees what another member has given before the protocol is signed; the chair learns only that two of
them are too far apart, and then asks all for a second round.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cabinet.models import Guardianship
from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.exams import protocol
from schools.exams.criteria import WHOLE, ExamCriterion, whole_of
from schools.exams.jury import JuryAbstention, JuryMark, JuryMember, JurySheet
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession
from schools.teaching.groups import GroupMembership

LEAST = 2  # how many must score a child where the jury has as many
RELATIVE, PUPIL, DECLARED = "relative", "pupil", "declared"
TENTH = Decimal("0.1")


class Line(NamedTuple):
    """A child of the sitting as the jury's page shows it, for one member."""

    seat: ExamSeat
    mine: JurySheet | None
    away: str
    given: int
    expected: int
    is_apart: bool

    @property
    def is_open(self) -> bool:
        """This member still owes a sheet."""
        return not (self.mine or self.away or self.seat.is_absent)

    @property
    def is_complete(self) -> bool:
        return self.seat.is_absent or self.given >= self.expected

    @property
    def needs_round(self) -> bool:
        """Complete, and too far apart for the first time."""
        return self.is_complete and self.is_apart and self.seat.round == 1


def member_of(session: ExamSession, user: Any) -> JuryMember | None:
    return session.jury.filter(user=user).first()


def conflicts(session: ExamSession) -> dict[tuple[int, int], str]:
    """(seat, member) → why this member does not score this child."""
    seats = list(session.taken.values_list("pk", "child"))
    jury = list(session.jury.values_list("pk", "user"))
    users, children = [user for _pk, user in jury], [child for _pk, child in seats]
    bonds = _bonds(users, children)
    taught = GroupMembership.objects.filter(enrolment__person__in=children, group__teacher__in=users)
    pupils = set(taught.values_list("group__teacher", "enrolment__person"))
    found = {}
    for seat, child in seats:
        for member, user in jury:
            if (user, child) in bonds:
                found[seat, member] = RELATIVE
            elif (user, child) in pupils:
                found[seat, member] = PUPIL
    said = JuryAbstention.objects.filter(seat__session=session).values_list("seat", "member")
    return {**dict.fromkeys(said, DECLARED), **found}


def _bonds(users: list[int], children: list[int]) -> set[tuple[int, int]]:
    """Whoever is or was a guardian of the child, and whoever has a guardian in common with it."""
    rows = Guardianship.objects.filter(child__in=children)
    direct = set(rows.filter(guardian__user__in=users).values_list("guardian__user", "child"))
    siblings = rows.filter(guardian__guardianships__child__user__in=users)
    return direct | set(siblings.values_list("guardian__guardianships__child__user", "child"))


def lines(session: ExamSession, member: JuryMember | None = None) -> list[Line]:
    """The children of a sitting in the order of their seats."""
    away = conflicts(session)
    jury = list(session.jury.all())
    sheets: dict[tuple[int, int], dict[int, JurySheet]] = defaultdict(dict)
    for sheet in JurySheet.objects.filter(seat__session=session):
        sheets[sheet.seat_id, sheet.round][sheet.member_id] = sheet
    spread = session.campaign.jury_spread
    rows = []
    for seat in session.taken.select_related("application").order_by("number"):
        given = sheets[seat.pk, seat.round]
        expected = sum((seat.pk, one.pk) not in away for one in jury)
        mine = given.get(member.pk) if member else None
        why = away.get((seat.pk, member.pk), "") if member else ""
        rows.append(Line(seat, mine, why, len(given), expected, is_apart(given.values(), spread)))
    return rows


def is_apart(sheets: Any, spread: Decimal) -> bool:
    points = [sheet.points for sheet in sheets]
    return bool(points) and max(points) - min(points) > spread


def refusal_to_begin(session: ExamSession) -> Refusal | None:
    campaign = session.campaign
    if campaign.state != "exams":
        return Refusal(_("The exams of this campaign are not under way."), code="wrong_stage")
    if not session.taken.exists():
        return Refusal(_("Nobody has a seat in this sitting."), code="empty")
    if session.jury.count() < campaign.jury_size:
        message = _("The jury needs %(count)s members.") % {"count": campaign.jury_size}
        return Refusal(message, code="jury")
    if not session.jury.filter(is_chair=True).exists():
        return Refusal(_("Say who chairs the jury."), code="no_chair")
    if whole_of(campaign.exam_criteria.of_direction(session.direction)) != WHOLE:
        return Refusal(_("The criteria of this direction do not make 100 points together."), code="criteria")
    least = min(LEAST, campaign.jury_size)
    alone = next((line for line in lines(session) if line.expected < least), None)
    if alone:
        message = _("Seat %(seat)s: too few members may score this child. Move the child or change the jury.")
        return Refusal(message % {"seat": alone.seat.number}, code="conflict")
    return None


def begin(session: ExamSession, *, by: Any) -> None:
    """The exam begins: from now on the jury may score."""
    with transaction.atomic():
        lock(session)
        refusal = refusal_to_begin(session)
        if refusal:
            raise refusal
        session.begin(by=by)


def refusal_to_work(session: ExamSession, member: JuryMember | None) -> Refusal | None:
    if session.state != "open":
        message = _("This cannot be done now. State: %(state)s.")
        return Refusal(message % {"state": session.get_state_display()}, code="wrong_state")
    if member and member.signed_at:
        return Refusal(_("You have signed the protocol already."), code="signed")
    return None


def score(
    seat: ExamSeat, *, member: JuryMember, marks: Mapping[ExamCriterion, Decimal], by: Any
) -> JurySheet:
    """Give a child the sheet of one member for the round under way.

    `marks` has each criterion of the direction. Raises Refusal for a second sheet, a relative, an own pupil,
    missing or impossible points.
    """
    session = seat.session
    with transaction.atomic():
        lock(session)
        lock(seat)
        refusal = refusal_to_work(session, member) or _refusal_to_score(seat, member, marks)
        if refusal:
            raise refusal
        whole = sum(marks.values(), Decimal(0))
        facts = {"seat": seat, "member": member, "round": seat.round}
        sheet, is_new = JurySheet.objects.get_or_create(**facts, defaults={"points": whole})
        if not is_new:
            raise Refusal(_("You have scored this child already."), code="twice")
        JuryMark.objects.bulk_create(
            JuryMark(sheet=sheet, criterion=criterion, points=points) for criterion, points in marks.items()
        )
        journal.record("score", on=session, by=by, after={"seat": seat.number, "round": seat.round})
    return sheet


def _refusal_to_score(
    seat: ExamSeat, member: JuryMember, marks: Mapping[ExamCriterion, Decimal]
) -> Refusal | None:
    if member.session_id != seat.session_id:
        return Refusal(_("You are not in the jury of this sitting."), code="not_member")
    if seat.is_absent:
        return Refusal(_("The child did not come."), code="absent")
    why = conflicts(seat.session).get((seat.pk, member.pk))
    if why:
        return Refusal(sentence_of(why), code=why)
    expected = set(seat.session.campaign.exam_criteria.of_direction(seat.session.direction))
    if set(marks) != expected:
        return Refusal(_("Give points for each criterion."), code="incomplete")
    for criterion, points in marks.items():
        if not 0 <= points <= criterion.most or points != points.quantize(TENTH):
            message = _("%(criterion)s: write a number from 0 to %(most)s.")
            names = {"criterion": criterion.name, "most": criterion.most}
            return Refusal(message % names, code="points", field=f"criterion_{criterion.pk}")
    return None


def sentence_of(why: str) -> str:
    return {
        RELATIVE: _("You are related to this child and do not score it."),
        PUPIL: _("This child is your pupil. You do not score it."),
        DECLARED: _("You said that you do not score this child."),
    }[why]


def abstain(seat: ExamSeat, *, member: JuryMember, reason: str, by: Any) -> None:
    """A member does not score a child. Raises Refusal when too few would be left."""
    session = seat.session
    with transaction.atomic():
        lock(session)
        refusal = refusal_to_work(session, member) or _refusal_to_abstain(seat, member, reason)
        if refusal:
            raise refusal
        JuryAbstention.objects.create(seat=seat, member=member, reason=reason.strip())
        journal.record("abstain", on=session, by=by, reason=reason, after={"seat": seat.number})


def _refusal_to_abstain(seat: ExamSeat, member: JuryMember, reason: str) -> Refusal | None:
    if not reason.strip():
        return Refusal(_("Write the reason."), code="no_reason", field="reason")
    if seat.sheets.filter(member=member).exists() or seat.abstentions.filter(member=member).exists():
        return Refusal(_("You have scored this child already."), code="twice")
    away = [one for (at, one) in conflicts(seat.session) if at == seat.pk and one != member.pk]
    if seat.session.jury.count() - len(away) - 1 < min(LEAST, seat.session.campaign.jury_size):
        return Refusal(_("Too few members would score this child. Tell the chair."), code="alone")
    return None


def _as_chair(session: ExamSession, member: JuryMember) -> Refusal | None:
    if not member.is_chair or member.session_id != session.pk:
        return Refusal(_("The chair of the jury does this."), code="not_chair")
    return refusal_to_work(session, member)


def mark_absent(seat: ExamSeat, *, is_absent: bool, member: JuryMember, by: Any) -> None:
    """The chair notes who did not come, or came late after all."""
    session = seat.session
    with transaction.atomic():
        lock(session)
        lock(seat)
        refusal = _as_chair(session, member)
        if refusal is None and is_absent and seat.sheets.exists():
            refusal = Refusal(_("The child has been scored already."), code="scored")
        if refusal:
            raise refusal
        seat.is_absent = is_absent
        seat.save(update_fields=["is_absent"])
        journal.record("mark_absent", on=session, by=by, after={"seat": seat.number, "absent": is_absent})


def ask_again(seat: ExamSeat, *, member: JuryMember, by: Any) -> None:
    """Members who are too far apart score once more; both rounds stay in the protocol."""
    session = seat.session
    with transaction.atomic():
        lock(session)
        lock(seat)
        refusal = _as_chair(session, member)
        line = next(one for one in lines(session) if one.seat.pk == seat.pk)
        if refusal is None and not line.needs_round:
            refusal = Refusal(_("The scores of this child are not too far apart."), code="close")
        if refusal:
            raise refusal
        seat.round += 1
        seat.save(update_fields=["round"])
        journal.record("ask_again", on=session, by=by, after={"seat": seat.number, "round": seat.round})


def refusal_to_sign(session: ExamSession, member: JuryMember) -> Refusal | None:
    refusal = refusal_to_work(session, member)
    if refusal:
        return refusal
    found = lines(session)
    missing = [line for line in found if not line.is_complete]
    if missing:
        message = _("Scores are missing for: %(seats)s.")
        seats = ", ".join(str(line.seat.number) for line in missing)
        return Refusal(message % {"seats": seats}, code="incomplete")
    apart = [line for line in found if line.needs_round]
    if apart:
        message = _("The scores are too far apart for: %(seats)s. The chair asks for them again.")
        seats = ", ".join(str(line.seat.number) for line in apart)
        return Refusal(message % {"seats": seats}, code="apart")
    return None


def sign(session: ExamSession, *, member: JuryMember, by: Any) -> None:
    """One member signs; with the last signature the protocol is issued and the scores are written."""
    with transaction.atomic():
        lock(session)
        lock(member)
        refusal = refusal_to_sign(session, member)
        if refusal:
            raise refusal
        member.signed_at = timezone.now()
        member.save(update_fields=["signed_at"])
        journal.record("sign", on=session, by=by)
        if not session.jury.filter(signed_at=None).exists():
            _finish(session, by=by)


def _finish(session: ExamSession, *, by: Any) -> None:
    session.close(by=by)
    found = results(session)
    for seat in session.taken.select_related("application__campaign", "application__child").order_by(
        "number"
    ):
        if seat.pk in found and seat.application.may("examine"):  # a family may have withdrawn meanwhile
            seat.application.examine(points=found[seat.pk], is_signed=True, by=by)
    protocol.issue_protocol(session, results=found, by=by)


def results(session: ExamSession) -> dict[int, Decimal]:
    """Seat → the mean of the sheets of its last round, to one decimal; who did not come has none."""
    sheets = defaultdict(list)
    rows = JurySheet.objects.filter(seat__session=session, seat__is_absent=False)
    for seat, last, number, points in rows.values_list("seat", "seat__round", "round", "points"):
        if number == last:
            sheets[seat].append(points)
    return {
        seat: (sum(points) / len(points)).quantize(TENTH, ROUND_HALF_UP) for seat, points in sheets.items()
    }


def appoint(session: ExamSession, *, user: Any, is_chair: bool, by: Any) -> JuryMember:
    """Add a member of the jury. Raises Refusal once the exam has begun."""
    with transaction.atomic():
        lock(session)
        refusal = _refusal_to_change_jury(session) or _refusal_to_appoint(session, user)
        if refusal:
            raise refusal
        try:
            with transaction.atomic():
                if is_chair:
                    session.jury.filter(is_chair=True).update(is_chair=False)
                member = session.jury.create(user=user, is_chair=is_chair)
        except IntegrityError as error:
            message = _("This person is in this jury already, or in another one at that time.")
            raise Refusal(message, code="twice", field="user") from error
        journal.record("appoint", on=session, by=by, after={"member": user.pk, "chair": is_chair})
    return member


def _refusal_to_appoint(session: ExamSession, user: Any) -> Refusal | None:
    if not user.has_perm("schools.judge_exams"):
        return Refusal(
            _("Only an examiner with a mandate is called into a jury."), code="no_mandate", field="user"
        )
    if busy(session).filter(user=user).exists():
        return Refusal(_("This person is in another jury at that time."), code="busy", field="user")
    return None


def dismiss(member: JuryMember, *, by: Any) -> None:
    session = member.session
    with transaction.atomic():
        lock(session)
        refusal = _refusal_to_change_jury(session)
        if refusal:
            raise refusal
        journal.record("appoint", on=session, by=by, before={"member": member.user_id})
        member.delete()


def _refusal_to_change_jury(session: ExamSession) -> Refusal | None:
    if session.state == "planned":
        return None
    return Refusal(_("The exam of this sitting has begun. Its jury stays."), code="begun")


def busy(session: ExamSession) -> Any:
    """Members of juries who sit elsewhere at the same time, by account."""
    at_once = Q(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at)
    return JuryMember.objects.filter(at_once).exclude(session=session).values("user")
