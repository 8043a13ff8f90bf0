"""The receipt of an application: a PDF that says what was received, when, and what comes next.

Made by a job and not in the move itself: typst and the signature take a processor longer than the whole move
takes the database, and an application counts as received whether its paper is printed or not.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, override

from eculture import documents
from eculture.documents import IssuedDocument
from eculture.jobs import Job, JobKind, kinds
from eculture.lifecycle import lock
from schools.admissions import papers
from schools.admissions.applications import RECEIPT, Application
from schools.admissions.rulebook import book_of

TITLE = gettext_lazy("Receipt of an application for admission")
TEMPLATE = "schools/documents/application_receipt.typ"
AHEAD = ("exams", "results", "choice", "confirmation")


@kinds.plug
class Receipt(JobKind):
    slug = RECEIPT
    title = TITLE
    tells = False

    def key(self, by: Any, params: dict[str, Any]) -> str:
        return f"{self.slug}:{params['application']}"

    def run(self, job: Job, *, application: int) -> None:
        issue_receipt(Application.objects.with_names().get(pk=application))


def receipt_of(application: Application) -> IssuedDocument | None:
    about = {"subject_type": application._meta.label_lower, "subject_id": str(application.pk)}
    return IssuedDocument.objects.filter(kind=RECEIPT, **about).first()


def receipt_for(application: Application, user: Any) -> IssuedDocument | None:
    """The receipt, if this user may open it among the own documents."""
    found = receipt_of(application)
    return found if found and IssuedDocument.objects.held_by(user).filter(pk=found.pk).exists() else None


def issue_receipt(application: Application) -> IssuedDocument:
    """The receipt, made once however often it is asked for."""
    with transaction.atomic():
        lock(application)
        return receipt_of(application) or documents.issue(
            RECEIPT,
            on=application,
            holder=application.guardian.user or application.desk_officer,
            holder_label=application.guardian.full_name,
            person_id=application.child_id,
            issuer=_in("az", "Ministry of Culture"),
            title={language: _in(language, TITLE) for language, _name in settings.LANGUAGES},
            template=TEMPLATE,
            data=_data(application),
        )


def paper_with_code(application: Application, *, code: str, address: str) -> bytes:
    """The receipt as the desk prints it, with the code for taking the application over; kept nowhere."""
    document = issue_receipt(application)
    of_document = {"code": document.code, "verify_url": document.verify_url}
    return documents.as_pdf(
        TEMPLATE, {**_data(application), **of_document, "claim": code, "claim_at": address}
    )


def _data(application: Application) -> dict[str, Any]:
    campaign = application.campaign
    claim = getattr(application, "priority", None)
    stages = [stage for stage in campaign.stages.all() if stage.kind in AHEAD]
    with override(settings.LANGUAGE_CODE):
        return {
            "number": application.number,
            "campaign": campaign.name_az,
            "child": application.child.full_name,
            "born": f"{application.child.birth_date:%d.%m.%Y}",
            "guardian": application.guardian.full_name,
            "direction": application.get_direction_display(),
            "centre": application.exam_centre.institution.name_az if application.exam_centre else "",
            "priority": claim.group.name_az if claim else "",
            "received": f"{timezone.localtime(application.submitted_at):%d.%m.%Y, %H:%M}",
            "papers": [needed.name_az for needed, files in papers.overview(application) if files],
            "dates": [
                [stage.get_kind_display(), f"{stage.opens_on_text} – {stage.closes_on_text}"]
                for stage in stages
            ],
            "rules": book_of(campaign).sha256,
        }


def _in(language: str, text: Any) -> str:
    with override(language):
        return gettext(text) if isinstance(text, str) else str(text)
