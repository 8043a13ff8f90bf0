"""The order of admission: accepted children become pupils of record, each family gets its paper."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from eculture import documents, jobs
from eculture.jobs import Job
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.study.models import Enrolment

KIND = "admission-notice"
TITLE = gettext_lazy("Notice of admission")
LANGUAGES = ("az", "en", "ru")


def ask_for_order(campaign: Campaign, *, order_number: str, by: Any) -> Job:
    """Enrol in the background everybody who has accepted. Raises Refusal without the number of the order."""
    if not order_number.strip():
        raise Refusal(_("Write the number of the order."), code="no_order", field="order_number")
    with transaction.atomic():
        return jobs.ask("enrolment-order", by=by, campaign=campaign.pk, order_number=order_number.strip())


def by_order(campaign: Campaign, *, order_number: str, job: Job) -> None:
    accepted = campaign.applications.filter(state="accepted").select_related(
        "campaign", "child", "guardian__user", "seat__place__programme", "seat__place__school__institution"
    )
    total = accepted.count()
    for done, application in enumerate(accepted.order_by("number"), start=1):
        with job.fenced():
            application.enrol(order_number=order_number, by=job.by)
            issue_notice(application, by=job.by)
        job.progress(done, total, _("Enrolled: %(done)s of %(total)s") % {"done": done, "total": total})


def issue_notice(application: Application, *, by: Any) -> documents.IssuedDocument:
    place = application.seat.place
    enrolment = Enrolment.objects.live().get(person=application.child, programme=place.programme)
    return documents.issue(
        KIND,
        on=enrolment,
        holder=application.guardian.user,
        holder_label=application.child.full_name,
        person_id=application.child_id,
        by=by,
        issuer=place.school.institution.name_az,
        title={language: _title(language) for language in LANGUAGES},
        template="schools/documents/admission_notice.typ",
        data=_data(application, enrolment),
    )


def _title(language: str) -> str:
    with override(language):
        return str(TITLE)


def _data(application: Application, enrolment: Enrolment) -> dict[str, Any]:
    specialty = enrolment.programme.specialty
    return {
        "child": application.child.full_name,
        "number": application.number,
        "school": enrolment.school.institution.name_az,
        "address": enrolment.school.institution.address,
        "specialty": specialty.name_az,
        "years": enrolment.programme.years,
        "is_free": enrolment.funding == "free",
        "order_number": enrolment.order_number,
        "started_on": f"{enrolment.started_on:%d.%m.%Y}",
        "year": application.campaign.year,
    }
