"""The protocol of a sitting: a signed PDF with what each member gave, made with the last signature."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from eculture import documents
from eculture.documents import IssuedDocument
from schools.exams.jury import JurySheet
from schools.exams.sessions import ExamSession

KIND = "exam-protocol"
TITLE = gettext_lazy("Protocol of the exam")


def protocol_of(session: ExamSession) -> IssuedDocument | None:
    about = {"subject_type": session._meta.label_lower, "subject_id": str(session.pk)}
    return IssuedDocument.objects.filter(kind=KIND, **about).first()


def issue_protocol(session: ExamSession, *, results: Mapping[int, Decimal], by: Any) -> IssuedDocument:
    """The PDF names numbers of applications, no children. `results`: seat → score."""
    chair = session.jury.with_names().get(is_chair=True)
    return documents.issue(
        KIND,
        on=session,
        holder=chair.user,
        holder_label=chair.name,
        by=by,
        issuer=session.room.centre.institution.name_az,
        title={language: _title(language) for language, _name in settings.LANGUAGES},
        template="schools/documents/exam_protocol.typ",
        data=_data(session, results),
    )


def _title(language: str) -> str:
    with override(language):
        return str(TITLE)


def _data(session: ExamSession, results: Mapping[int, Decimal]) -> dict[str, Any]:
    jury = list(session.jury.with_names())
    given = {
        (sheet.seat_id, sheet.member_id, sheet.round): sheet.points
        for sheet in JurySheet.objects.filter(seat__session=session)
    }
    rows = []
    for seat in session.taken.select_related("application").order_by("number"):
        for number in range(1, seat.round + 1):
            points = [_number(given.get((seat.pk, one.pk, number))) for one in jury]
            last = number == seat.round
            rows.append(
                {
                    "seat": str(seat.number) if number == 1 else "",
                    "number": seat.application.number if number == 1 else "",
                    "round": number,
                    "points": points,
                    "result": _number(results.get(seat.pk)) if last else "",
                    "is_absent": seat.is_absent,
                }
            )
    with override(settings.LANGUAGE_CODE):
        return {
            "campaign": session.campaign.name_az,
            "centre": session.room.centre.institution.name_az,
            "room": session.room.name,
            "direction": session.get_direction_display(),
            "held": f"{timezone.localtime(session.starts_at):%d.%m.%Y, %H:%M}",
            "signed": f"{timezone.localtime():%d.%m.%Y, %H:%M}",
            "jury": [{"name": one.name, "is_chair": one.is_chair} for one in jury],
            "rows": rows,
        }


def _number(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.1f}".replace(".", ",")
