"""The receipt of a case: a PDF that says what was received, when, and until when it is answered.

Made by a job and not in the move itself: typst and the signature take a processor longer than the whole move
takes the database, and a case counts as received whether its paper is printed or not.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, override

from cabinet.cases.models import Case
from cabinet.services import forms
from eculture import documents
from eculture.documents import IssuedDocument
from eculture.jobs import Job, JobKind, kinds
from eculture.lifecycle import lock

KIND = "case-receipt"
TITLE = gettext_lazy("Receipt of a case")
TEMPLATE = "cabinet/documents/case_receipt.typ"


@kinds.plug
class Receipt(JobKind):
    slug = KIND
    title = TITLE
    tells = False

    def key(self, by: Any, params: dict[str, Any]) -> str:
        return f"{self.slug}:{params['case']}"

    def run(self, job: Job, *, case: int) -> None:
        issue_receipt(Case.objects.select_related("version__service", "applicant__user").get(pk=case))


def receipt_of(case: Case) -> IssuedDocument | None:
    about = {"subject_type": case._meta.label_lower, "subject_id": str(case.pk)}
    return IssuedDocument.objects.filter(kind=KIND, **about).first()


def issue_receipt(case: Case) -> IssuedDocument:
    """The receipt, made once however often it is asked for."""
    with transaction.atomic():
        lock(case)
        return receipt_of(case) or documents.issue(
            KIND,
            on=case,
            holder=case.applicant.user or case.filed_by,
            holder_label=case.applicant.full_name,
            person_id=None if case.on_behalf_of_id else case.subject_id,
            issuer=_in("az", "Ministry of Culture"),
            title={language: _in(language, TITLE) for language, _name in settings.LANGUAGES},
            template=TEMPLATE,
            data=_data(case),
        )


def paper_with_code(case: Case, *, code: str, address: str) -> bytes:
    """The receipt as the desk prints it, with the code for taking the case over; it is kept nowhere."""
    document = receipt_of(case) or issue_receipt(case)
    of_document = {"code": document.code, "verify_url": document.verify_url}
    return documents.as_pdf(TEMPLATE, {**_data(case), **of_document, "claim": code, "claim_at": address})


def _data(case: Case) -> dict[str, Any]:
    with override(settings.LANGUAGE_CODE):
        return {
            "number": case.number,
            "service": str(case.service),
            "applicant": case.applicant.full_name,
            "subject": case.subject.full_name if case.is_about_another else "",
            "institution": str(case.on_behalf_of or ""),
            "office": case.office,
            "received": f"{timezone.localtime(case.submitted_at):%d.%m.%Y, %H:%M}",
            "due": f"{case.due_on:%d.%m.%Y}",
            "term": case.term_days,
            "steps": [
                {"title": title, "rows": [[str(label), str(text)] for label, text in rows]}
                for title, rows in forms.summary(case.version, case.sent_answers)
            ],
        }


def _in(language: str, text: Any) -> str:
    with override(language):
        return gettext(text) if isinstance(text, str) else str(text)
