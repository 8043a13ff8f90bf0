"""The papers of a case: what its forms do with files, and who may open them because of the case."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.models import OPEN, Case
from cabinet.cases.parts import InfoRequest, Paper
from cabinet.files.fields import PapersWish
from cabinet.files.models import Attachment, Door, doors
from cabinet.files.receiving import receive
from cabinet.files.rules import FileRule
from eculture.refusals import Refusal


def put(
    case: Case,
    wish: PapersWish,
    *,
    title: str,
    by: Any,
    field: str = "",
    rule: FileRule | None = None,
    info_request: InfoRequest | None = None,
) -> None:
    """Do what a PapersField wishes at one question of a case, all of it or nothing.

    Raises the Refusal of the first file that cannot be taken.
    """
    with transaction.atomic():
        at = {"case": case, "field": field, "info_request": info_request}
        for upload in wish.uploads:
            attachment = receive(upload, owner=case.subject, title=title, by=by, rule=rule)
            Paper.objects.create(attachment=attachment, **at)
        for attachment in Attachment.objects.editable_by(by).reusable().filter(pk__in=wish.reuse):
            Paper.objects.get_or_create(case=case, attachment=attachment, defaults=at)
        if case.state == "draft":
            _take_off(case, field, wish.remove, by=by)


def answer(case: Case, *, text: str, papers: PapersWish, by: Any) -> None:
    """Answer the open question with words and papers, both or neither."""
    with transaction.atomic():
        request = case.info_request
        if request:
            put(case, papers, title=_("Answer of %(day)s") % {"day": _today()}, by=by, info_request=request)
        case.answer(text=text, by=by)


def _today() -> str:
    return f"{timezone.localdate():%d.%m.%Y}"


def shelf_of(user: Any, case: Case) -> models.QuerySet[Attachment]:
    """What the person about whom the case is may use again here."""
    return Attachment.objects.editable_by(user).reusable().filter(owner=case.subject)


def _take_off(case: Case, field: str, keys: list[str], *, by: Any) -> None:
    """From a draft only; the file goes, too, unless it is used elsewhere or kept to be used again."""
    papers = case.papers.filter(field=field, attachment__in=keys).select_related("attachment")
    for paper in papers:
        paper.delete()
        is_needed = paper.attachment.may_be_reused or paper.attachment.papers.exists()
        if not is_needed:
            paper.attachment.remove(by=by)


@doors.plug
class OfCases(Door):
    """Who works on a case or leads it for another person opens its papers; what a live one needs stays."""

    slug = "cases"

    def attachments(self, user: Any) -> models.QuerySet:
        papers = Paper.objects.order_by().values("attachment")
        ways = (Case.objects.for_staff(user), Case.objects.led_for_others(user))
        return papers.none().union(*(papers.filter(case__in=rows.values("pk")) for rows in ways))

    def refusal_to_remove(self, attachment: Attachment) -> Refusal | None:
        case = Case.objects.filter(papers__attachment=attachment, state__in=OPEN).first()
        if case is None:
            return None
        message = _("Case %(number)s needs this paper. It can be removed when the case is closed.")
        return Refusal(message % {"number": case.number}, code="in_use")
