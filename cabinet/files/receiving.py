"""Taking a file from a person: looked at, made harmless, kept under a name of our own."""

import hashlib
import uuid
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cabinet.files import inspection
from cabinet.files.models import Attachment
from cabinet.files.rules import KINDS, LONGEST_NAME, MEGABYTE, QUOTA_MB, FileRule, Kind, kept_name, plain_name
from cabinet.files.scanning import first_state
from cabinet.people.models import Person
from eculture import journal
from eculture.broker import nudge
from eculture.lifecycle import lock
from eculture.refusals import Refusal

UNFIT = {
    "empty": _("“%(file)s” is empty. Choose the file again."),
    "kind": _("“%(file)s” is not a file of these kinds: %(kinds)s. Save it as PDF and upload it again."),
    "ending": _("What is in “%(file)s” does not fit its name. Save it anew as PDF or as a picture."),
    "broken": _("We could not open “%(file)s”. Save it anew as PDF or as a picture and upload it again."),
    "locked": _("“%(file)s” is protected with a password. Save it without the password."),
    "active": _("“%(file)s” holds scripts or other files. Print it to PDF anew and upload that file."),
    "too_many_pixels": _("The picture “%(file)s” is too large. Make it smaller and upload it again."),
    "size": _("“%(file)s” is too large: %(size)s MB, at most %(max)s MB. Upload a smaller file."),
}


def receive(upload: File, *, owner: Person, title: str, by: Any, rule: FileRule | None = None) -> Attachment:
    """Keep what somebody brought. Raises a Refusal whose sentence says what to do.

    The row is written in the caller's transaction; a file whose row is rolled back is swept at night.
    """
    rule = rule or FileRule()
    kind = _fitting(upload, rule)
    content = _harmless(upload, kind)
    with transaction.atomic():
        lock(owner)
        _refuse_over_quota(owner, len(content))
        attachment = Attachment(
            owner=owner,
            uploaded_by=by,
            title=title[:120],
            name=kept_name(upload.name or "", kind),
            content_type=kind.content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            scan_state=first_state(),
        )
        attachment.file.save(f"{uuid.uuid4()}", ContentFile(content), save=False)
        attachment.save(force_insert=True)
        journal.record("upload", on=attachment, by=by, after={"size": attachment.size})
        transaction.on_commit(lambda: nudge("cabinet.tasks.scan_attachments"))
    return attachment


def _fitting(upload: File, rule: FileRule) -> Kind:
    """The kind of the file, when its size, its content and its ending are in order."""
    if upload.size > rule.at_most_mb * MEGABYTE:
        raise _unfit("size", upload, size=-(-upload.size // MEGABYTE), max=rule.at_most_mb)
    if not upload.size:
        raise _unfit("empty", upload)
    kind = rule.kind_of(inspection.content_type(upload))
    if kind is None:
        raise _unfit("kind", upload, kinds=", ".join(KINDS[name].label for name in rule.kinds))
    if not (upload.name or "").lower().endswith(kind.endings):
        raise _unfit("ending", upload)
    return kind


def _harmless(upload: File, kind: Kind) -> bytes:
    try:
        if kind.content_type != "application/pdf":
            return inspection.drawn_anew(upload.file, kind.content_type)
        inspection.read_through(upload.file)
    except inspection.Unfit as error:
        raise _unfit(error.args[0], upload) from error
    upload.seek(0)
    return upload.read()


def _unfit(code: str, upload: File, **more: Any) -> Refusal:
    name = plain_name(upload.name or "")[:LONGEST_NAME]
    return Refusal(UNFIT[code] % {"file": name, **more}, code=code)


def _refuse_over_quota(owner: Person, size: int) -> None:
    used = owner.attachments.kept().aggregate(used=Sum("size"))["used"] or 0
    if used + size > QUOTA_MB * MEGABYTE:
        message = _("There is no room left for more files: %(max)s MB. Remove some that are not needed.")
        raise Refusal(message % {"max": QUOTA_MB}, code="quota")
