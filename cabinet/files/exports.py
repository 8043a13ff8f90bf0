"""The papers that somebody has brought, and the documents that the portal has issued to them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.files.models import Attachment, AttachmentQuerySet
from eculture.documents import DocumentQuerySet, IssuedDocument
from eculture.exports import Holding, Table, Whose, holdings


def papers_of(whose: Whose) -> AttachmentQuerySet:
    return Attachment.objects.filter(owner=whose.person)


def documents_of(whose: Whose) -> DocumentQuerySet:
    """In the name of the person, and what was made out to the account and to no person."""
    mine = Q(person_id=whose.person.pk)
    if whose.account:
        mine |= Q(holder=whose.account, person_id=None)
    return IssuedDocument.objects.filter(mine)


@holdings.plug
class Papers(Holding):
    slug = "papers"
    title = _("Papers that I have brought")
    order = 40
    tables = (Table(Attachment, papers_of),)

    def files(self, whose: Whose) -> Iterator[tuple[str, Any]]:
        for paper in papers_of(whose).usable().iterator():
            yield f"{paper.pk}-{paper.name}", paper.file


@holdings.plug
class Documents(Holding):
    slug = "documents"
    title = _("Documents issued to me")
    order = 50
    tables = (Table(IssuedDocument, documents_of),)

    def files(self, whose: Whose) -> Iterator[tuple[str, Any]]:
        for document in documents_of(whose).iterator():
            yield f"{document.code}.pdf", document.file
