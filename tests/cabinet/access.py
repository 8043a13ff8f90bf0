"""Who may open the pages of the cabinet, the catalogue and the check of documents."""

from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone

from cabinet.dates.models import renew
from cabinet.files.models import REUSE, Attachment
from cabinet.people.access_log import looks_of, note_view
from cabinet.people.consents import agree
from cabinet.people.models import Guardianship
from cabinet.services.models import LifeEvent, Service
from cabinet.trust.retention import RetentionRule
from eculture import notices
from eculture.channel_choices import ChannelChoice
from eculture.documents import IssuedDocument
from eculture.jobs import Job
from eculture.notices import Notice
from tests.access import Access
from tests.access.declare import ASK_AGAIN, admin_pages
from tests.factories import cabinet as make
from tests.factories import editions

POST = {"methods": "POST"}
MAY_INTRODUCE = (200, 302)  # who has not said who they are is asked first; who has is sent on


def furnish(cast) -> None:
    """For each side a notice, a document and a guardianship; for the ministry a finished job."""
    for side in (cast.a, cast.b):
        side.notice = notices.send("welcome", to=side.guardian, key="access")
        _letter_and_job(side)
        side.document = _document(side)
        side.guardianship = Guardianship.objects.get(child=side.child, until=None)
        side.consent = agree(REUSE, person=side.child, by=side.guardian)
        side.session = UserSession.objects.create(
            user=side.guardian, ip="192.0.2.1", session_key=f"access-{side.letter}", user_agent="Firefox"
        )
    _papers(cast)
    cast.rule = RetentionRule.objects.get_or_create(slug="cases", defaults={"law": "–", "why": "–"})[0]
    note_view(cast.a.child, by=cast.ministry)
    cast.look = looks_of([cast.a.child]).get()
    editions.a_version("ask-why", definition=editions.definition(eligibility=[], about=None))
    cast.delegation = make.delegation(make.citizen(name="Vəkil"), cast.a.guardian.person)
    cast.calendar = renew(by=cast.newcomer)
    _service(cast)
    cast.job = Job.objects.create(
        kind="families-by-month", by=cast.ministry, key="access", state="done", finished_at=timezone.now()
    )
    cast.job.result.save("access", ContentFile(b"1"), save=False)
    cast.job.result_name = "families-by-month.csv"
    cast.job.save()


def _service(cast) -> None:
    """A service with an edition in use and one that is being written, whose text is nobody else's yet."""
    cast.service = Service.objects.create(slug="access", title_az="Xidmət", summary_az="Xülasə")
    cast.event = LifeEvent.objects.create(slug="access", name_az="Hadisə")
    definition = editions.definition(eligibility=[], about=None)
    del definition["form"]["properties"]["monument"]["x-institutions"]
    cast.edition = editions.a_version("access", definition=definition)
    cast.draft = cast.edition.open_next(by=cast.ministry)


def edition(cast) -> list:
    return [cast.edition.pk]


def draft(cast) -> list:
    return [cast.draft.pk]


def _letter_and_job(side) -> None:
    """A job of the guardian's and the notice of it: both lists show its number in a link."""
    job = Job.objects.create(
        kind="families-by-month", by=side.guardian, key=f"access-{side.letter}", state="done"
    )
    notices.send("job-done", to=side.guardian, key=str(job.pk), job=str(job.pk), kind=job.kind)
    side.canaries += [str(job.pk), str(side.notice.pk)]


def _document(side) -> IssuedDocument:
    document = IssuedDocument(
        kind="certificate",
        code=f"KANAR{side.letter.upper()}234567"[:12],
        title={"az": "Şəhadətnamə"},
        holder=side.guardian,
        holder_label=side.child.short_name,
        person_id=side.child.pk,
        issuer="Məktəb",
        subject_type="cabinet.person",
        subject_id=str(side.child.pk),
        sha256="0" * 64,
    )
    document.file.save("access.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.save(force_insert=True)
    return document


def _papers(cast) -> None:
    for side in (cast.a, cast.b):
        name = f"kanarfayl-{side.letter}"
        side.paper = Attachment(
            owner=side.child, uploaded_by=side.guardian, title=name, name=f"{name}.pdf", size=9,
            content_type="application/pdf", sha256="0" * 64, scan_state="clean",
        )  # fmt: skip
        side.paper.file.save(name, ContentFile(f"%PDF-1.7 {name}".encode()), save=False)
        side.paper.save(force_insert=True)
        side.canaries.append(name)


def delegation(cast) -> list:
    return [cast.delegation.pk]


def bill(cast) -> list:
    return [cast.a.bill.pk]


def job(cast) -> list:
    return [cast.job.pk]


def ended(cast) -> list:
    """A right that is over is read and never changed."""
    return [Guardianship.objects.exclude(until=None).first().pk]


TABLE = {
    "cabinet:home": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:welcome": Access("signed_in", methods="GET POST", answers=MAY_INTRODUCE),
    "cabinet:family": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:add_child": Access("signed_in", methods="GET POST", answers=MAY_INTRODUCE),
    "cabinet:end_guardianship": Access("guardian", lambda cast: [cast.a.guardianship.pk], methods="GET POST"),
    "cabinet:cases": Access("signed_in"),
    "cabinet:notices": Access("signed_in"),
    "cabinet:read_all_notices": Access(
        "signed_in", spares=lambda cast: Notice.objects.filter(to=cast.b.guardian), **POST
    ),
    "cabinet:notice_channels": Access(
        "signed_in",
        methods="GET POST",
        spares=lambda cast: ChannelChoice.objects.filter(user=cast.b.guardian),
    ),
    "cabinet:phone": Access("signed_in", methods="GET POST", answers=(ASK_AGAIN,)),
    "cabinet:phone_confirmation": Access("signed_in", methods="GET POST", answers=(ASK_AGAIN,)),
    "cabinet:phone_removal": Access("signed_in", answers=(ASK_AGAIN,), **POST),
    "cabinet:read_notice": Access("guardian", lambda cast: [cast.a.notice.pk], **POST),
    "cabinet:documents": Access("signed_in"),
    "cabinet:document_file": Access("guardian", lambda cast: [cast.a.document.pk]),
    "cabinet:search": Access("signed_in", query="q=kanar"),
    "cabinet:calendar": Access("signed_in"),
    "cabinet:calendar_address": Access("signed_in", **POST),
    "cabinet:calendar_address_closing": Access("signed_in", **POST),
    "cabinet:calendar_file": Access(
        "public", lambda cast: [cast.calendar], reason="the address is the right; it may be closed"
    ),
    "cabinet:papers": Access("signed_in"),
    "cabinet:paper": Access("guardian", lambda cast: [cast.a.paper.pk], methods="GET POST"),
    "cabinet:paper_removal": Access("guardian", lambda cast: [cast.a.paper.pk], **POST),
    "cabinet:attachment": Access("guardian", lambda cast: [cast.a.paper.pk]),
    "cabinet:me": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:session_ending": Access(
        "guardian",
        lambda cast: [cast.a.session.pk],
        spares=lambda cast: UserSession.objects.filter(user=cast.b.guardian),
        **POST,
    ),
    "cabinet:look_question": Access("guardian", lambda cast: [cast.look.pk], **POST),
    "cabinet:delegations": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:delegation_asking": Access("signed_in", methods="GET POST", answers=(ASK_AGAIN,)),
    "cabinet:delegation_acceptance": Access("guardian", delegation, methods="GET POST"),
    "cabinet:delegation_ending": Access("guardian", delegation, methods="GET POST"),
    **admin_pages("cabinet.delegation", of=lambda cast: cast.delegation, view="ministry auditor superuser"),
    "cabinet:looks": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:my_data": Access("signed_in", methods="GET POST", answers=(*MAY_INTRODUCE, ASK_AGAIN)),
    "cabinet:erasure": Access("signed_in", methods="GET POST", answers=(*MAY_INTRODUCE, ASK_AGAIN)),
    "cabinet:consents": Access("signed_in", answers=MAY_INTRODUCE),
    "cabinet:consent_withdrawal": Access("guardian", lambda cast: [cast.a.consent.pk], **POST),
    "cabinet:consent_renewal": Access("guardian", lambda cast: [cast.a.consent.pk], **POST),
    **admin_pages(
        "cabinet.consenttext",
        of=lambda cast: cast.a.consent.wording,
        view="ministry auditor superuser",
        add="ministry superuser",
    ),
    **admin_pages(
        "cabinet.retentionrule",
        of=lambda cast: cast.rule,
        view="ministry auditor superuser",
        change="ministry superuser",
    ),
    "cabinet:bills": Access("signed_in"),
    "cabinet:bill": Access("guardian ministry auditor superuser", bill),
    "cabinet:bill_payment": Access("guardian", bill, **POST),
    "cabinet:bill_check": Access("guardian", bill, **POST),
    "cabinet:payment_callback": Access("public", style="hidden", answers=(403,), reason="signed", **POST),
    **admin_pages("cabinet.bill", of=lambda cast: cast.a.bill, view="ministry auditor superuser"),
    **admin_pages("cabinet.payment", of=lambda cast: cast.a.payment, view="ministry auditor superuser"),
    "cabinet:jobs": Access("signed_in"),
    "cabinet:job": Access("ministry", job),
    "cabinet:job_cancellation": Access("ministry", job, **POST),
    "cabinet:job_repetition": Access("ministry", job, **POST),
    "cabinet:job_file": Access("ministry", job),
    "cabinet:reports": Access("signed_in"),
    "cabinet:report": Access(
        "ministry auditor superuser", lambda cast: ["families-by-month"], methods="GET POST"
    ),
    "cabinet:desk": Access("officers ministry superuser", style="right"),
    "cabinet:desk_guardianship": Access("officers ministry superuser", methods="GET POST", style="right"),
    "cabinet:desk_account": Access("officers ministry superuser", methods="GET POST", style="right"),
    "admin:cabinet_guardianship_change #ended": Access(
        "ministry auditor superuser", ended, methods="GET POST", style="admin", writers="nobody"
    ),
    "cabinet:services": Access("public"),
    "cabinet:service": Access("public", lambda cast: ["access"], reason="the catalogue is for everybody"),
    "cabinet:figures": Access("public"),
    "cabinet:figures_file": Access("public"),
    "api_services": Access("public", style="api"),
    "api_service": Access(
        "public", lambda cast: ["access"], style="api", reason="the catalogue is open data"
    ),
    "api_figures": Access("public", style="api"),
    "cabinet:verify": Access("public"),
    "cabinet:verify_code": Access(
        "public",
        lambda cast: [cast.a.document.code],
        reason="the code is the right; names are masked",
        answers=(200, 429),
    ),
    "cabinet:compare_document": Access(
        "public", lambda cast: [cast.a.document.code], reason="the code is the right; nothing is kept", **POST
    ),
    **admin_pages(
        "cabinet.person",
        of=lambda cast: cast.a.child,
        view="ministry auditor superuser",
        change="ministry superuser",
    ),
    **admin_pages("eculture.user", of=lambda cast: cast.a.guardian, view="ministry superuser"),
    **admin_pages(
        "cabinet.guardianship",
        of=lambda cast: cast.a.guardianship,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    ),
    **admin_pages(
        "cabinet.service",
        of=lambda cast: cast.service,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    ),
    "admin:cabinet_service_edition": Access(
        "ministry superuser", lambda cast: [cast.service.pk], style="admin", **POST
    ),
    **admin_pages(
        "cabinet.lifeevent",
        of=lambda cast: cast.event,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    ),
    **admin_pages("cabinet.serviceversion", of=lambda cast: cast.edition, view="ministry auditor superuser"),
    "admin:cabinet_serviceversion_change #draft": Access(
        "ministry auditor superuser", draft, methods="GET POST", style="admin", writers="ministry superuser"
    ),
    "admin:cabinet_edition_preview": Access(
        "ministry auditor superuser", draft, methods="GET POST", style="admin"
    ),
    "admin:cabinet_edition_publication": Access(
        "ministry superuser", draft, methods="GET POST", style="admin"
    ),
    "admin:cabinet_edition_next": Access("ministry superuser", edition, style="admin", **POST),
    **admin_pages(
        "eculture.issueddocument",
        of=lambda cast: cast.a.document,
        view="ministry auditor superuser",
        change="ministry superuser",
    ),
}
