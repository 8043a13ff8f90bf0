"""The admission slip: what a child brings to the exam. It is printed when asked for and kept nowhere."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from eculture import documents

TEMPLATE = "schools/documents/exam_slip.typ"


def slip_of(application: Any, seat: Any) -> bytes:
    """A PDF with the place, the time and the seat; its QR code has the number of the application."""
    return documents.as_pdf(TEMPLATE, _data(application, seat))


def _data(application: Any, seat: Any) -> dict[str, Any]:
    session = seat.session
    centre = session.room.centre.institution
    with override(settings.LANGUAGE_CODE):
        return {
            "verify_url": application.number,
            "number": application.number,
            "campaign": application.campaign.name_az,
            "child": application.child.full_name,
            "direction": application.get_direction_display(),
            "centre": centre.name_az,
            "address": centre.address,
            "room": session.room.name,
            "seat": seat.number,
            "day": f"{timezone.localtime(session.starts_at):%d.%m.%Y}",
            "begins": f"{timezone.localtime(session.starts_at):%H:%M}",
            "ends": f"{timezone.localtime(session.ends_at):%H:%M}",
        }
