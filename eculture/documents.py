"""Documents that the portal issues: a PDF with a code that anyone can check."""

import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pgtrigger
import segno
import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal, sealing
from eculture.lifecycle import Lifecycle, Move, move
from eculture.sockets import Socket

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud and typed from paper
CODE_LENGTH = 12
NOT_PRINTED = "?"
NOT_IN_THE_FONTS = re.compile(  # Latin, Greek, Cyrillic and the signs of print are there
    r"[^\n\t\u0020-\u007e\u00a0-\u017f\u018f\u0259\u0391-\u03a1\u03a3-\u03c9\u0401-\u045f\u04ae-\u04bb\u04d8\u04d9"
    r"\u04e8\u04e9\u2010-\u2015\u2018-\u201e\u2026\u2116\u2192\u20bc\u20ac]"
)
FOLDER = "documents/%Y/%m/%d/"  # one a day, so that the sweep need not look at all of them


class Representation:
    """Which documents an account sees besides those that are made out to nobody but itself."""

    slug: str

    def documents(self, user: Any, rows: "DocumentQuerySet") -> Iterable["DocumentQuerySet"]:
        """Of all `rows` those that the account sees today, in parts that each have their index."""
        raise NotImplementedError


representations: Socket[Representation] = Socket()


class DocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        return self if user.has_perm("eculture.view_issueddocument") else self.held_by(user)

    def editable_by(self, user: Any) -> "DocumentQuerySet":
        """Holders read; staff may revoke what holds, and no more."""
        return self.filter(state="valid") if user.has_perm("eculture.change_issueddocument") else self.none()

    def held_by(self, user: Any) -> "DocumentQuerySet":
        """One's own, and those of whom one represents today, not of whom one represented."""
        if not user.is_authenticated:
            return self.none()
        rows = IssuedDocument.objects.order_by().values("pk")
        others = (part for each in representations for part in each.documents(user, rows))
        return self.filter(pk__in=rows.filter(holder=user, person_id=None).union(*others))


class IssuedDocument(Lifecycle):
    """A PDF issued to an account; `code` is printed on it and opens its public check."""

    STATES = {"valid": _("valid"), "revoked": _("revoked"), "superseded": _("superseded")}
    MOVES = {
        "revoke": Move(("valid",), "revoked", needs_reason=True),
        "supersede": Move(("valid",), "superseded"),
    }
    DEEDS = {
        "issue": pgettext_lazy("deed", "Issued"),
        "revoke": pgettext_lazy("deed", "Revoked"),
        "supersede": pgettext_lazy("deed", "Replaced by another document"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    title = models.JSONField(_("title"), default=dict)
    holder = models.ForeignKey(
        "eculture.User", models.PROTECT, related_name="documents", verbose_name=_("holder")
    )
    holder_label = models.CharField(_("in whose name"), max_length=200)
    person_id = models.BigIntegerField(
        null=True, editable=False
    )  # the person's class lives on an upper floor
    issuer = models.CharField(_("issued by"), max_length=200)
    signer = models.CharField(_("signed by"), max_length=200, blank=True, db_default="")
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="valid")
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, verbose_name=_("replaced by")
    )
    file = models.FileField(upload_to=FOLDER)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = DocumentQuerySet.as_manager()
    sensitive = frozenset({"holder_label"})

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-issued_at"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
            models.Index(fields=["person_id"], name="document_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_by=None) | Q(state="superseded") & ~Q(superseded_by=F("id")),
                name="successor_of_a_superseded_document",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_issued", exclude=["state", "ended_at", "superseded_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.title.get((translation.get_language() or "az")[:2]) or self.title.get("az", "")

    @property
    def spaced_code(self) -> str:
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    @property
    def verify_url(self) -> str:
        """The address of its check, as printed on it: the same in every language."""
        with translation.override(settings.LANGUAGE_CODE):
            return settings.BASE_URL + reverse("cabinet:verify_code", args=[self.code])

    @property
    def masked_holder(self) -> str:
        """`A••••• M•••••••••`: recognisable to who holds the paper, useless to who guesses."""
        return " ".join(word[:1] + "•" * (len(word) - 1) for word in self.holder_label.split())

    @move
    def revoke(self, *, by: Any) -> None:
        self.ended_at = Now()

    @move
    def supersede(self, *, by: Any, successor: "IssuedDocument | None" = None) -> None:
        self.ended_at, self.superseded_by = Now(), successor


def new_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def normalise_code(text: str) -> str:
    """What was typed from paper: spaces and dashes do not matter, nor does case."""
    return "".join(letter for letter in text.upper() if letter in CODE_LETTERS)[: CODE_LENGTH + 1]


def issue(
    kind: str,
    *,
    on: models.Model,
    holder: Any,
    holder_label: str,
    issuer: str,
    title: dict[str, str],
    template: str,
    data: dict[str, Any],
    person_id: int | None = None,
    by: Any = None,
    replaces: IssuedDocument | None = None,
) -> IssuedDocument:
    """Make, sign and keep a PDF in the caller's transaction. Raises Refusal when it cannot be signed.

    `template` names a typst file of an app's templates; it reads `data` plus `code`, `verify_url` and `qr`
    (a path of an SVG) as JSON, never as source. `title` has one text per language. `person_id` is the person
    in whose name it is: whoever represents that person sees it. What it `replaces` is superseded.
    """
    refusal = sealing.refusal_to_sign()
    if refusal:
        raise refusal
    document = IssuedDocument(
        kind=kind,
        code=new_code(),
        title=title,
        holder=holder,
        holder_label=holder_label,
        person_id=person_id,
        issuer=issuer,
        subject_type=on._meta.label_lower,
        subject_id=str(on.pk),
    )
    _sign(document, as_pdf(template, {**data, "code": document.code, "verify_url": document.verify_url}))
    with transaction.atomic():
        document.save(force_insert=True)
        journal.record("issue", on=document, by=by, after={"kind": kind, "sha256": document.sha256})
        if replaces:
            replaces.supersede(by=by, successor=document)
    return document


def _sign(document: IssuedDocument, pdf: bytes) -> None:
    """The file comes before its row: a row never lacks one, and the sweep finds a file that got no row."""
    signed, document.signer = import_string(settings.DOCUMENT_SIGNER)(pdf)
    document.sha256 = hashlib.sha256(signed).hexdigest()
    document.file.save(f"{uuid.uuid4()}.pdf", ContentFile(signed), save=False)


def printable(value: Any) -> Any:
    """Texts, also inside lists and dicts, with a sign for each letter that the fonts do not have."""
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [printable(part) for part in value]
    return NOT_IN_THE_FONTS.sub(NOT_PRINTED, value) if isinstance(value, str) else value


def as_pdf(template: str, data: dict[str, Any]) -> bytes:
    """A PDF/A from a typst template. Raises typst's error when a letter is missing from the fonts."""
    path = Path(get_template(template).origin.name)
    qr = (
        segno.make(data["verify_url"], error="m").svg_inline(scale=4, border=0)
        if "verify_url" in data
        else ""
    )
    sources = {"main": path.read_bytes(), "data.json": json.dumps(data, cls=DjangoJSONEncoder).encode()}
    if qr:
        sources["qr.svg"] = qr.encode()
    return typst.compile(
        sources,
        font_paths=[str(folder) for folder in settings.FONT_DIRS],
        ignore_system_fonts=True,
        pdf_standards="a-2b",
    )
