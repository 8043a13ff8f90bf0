"""Documents that the portal issues: a PDF with a code that anyone can check."""

import hashlib
import json
import secrets
import uuid
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from eculture.lifecycle import Lifecycle, Move, move

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud and typed from paper
CODE_LENGTH = 12


class DocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        return self.filter(holder=user) if user.is_authenticated else self.none()

    editable_by = visible_to


class IssuedDocument(Lifecycle):
    """A PDF issued to an account; `code` is printed on it and opens its public check."""

    STATES = {"valid": _("valid"), "revoked": _("revoked"), "superseded": _("superseded")}
    MOVES = {"revoke": Move(("valid",), "revoked"), "supersede": Move(("valid",), "superseded")}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    title = models.JSONField(_("title"), default=dict)
    holder = models.ForeignKey(
        "eculture.User", models.PROTECT, related_name="documents", verbose_name=_("holder")
    )
    holder_label = models.CharField(_("in whose name"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="valid")
    file = models.FileField(upload_to="documents/")
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = DocumentQuerySet.as_manager()
    sensitive = frozenset({"holder_label"})

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-issued_at"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def spaced_code(self) -> str:
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    @property
    def masked_holder(self) -> str:
        """`A••••• M•••••••••`: recognisable to who holds the paper, useless to who guesses."""
        return " ".join(word[:1] + "•" * (len(word) - 1) for word in self.holder_label.split())

    @move
    def revoke(self, *, by: Any) -> None:
        self.ended_at = Now()

    @move
    def supersede(self, *, by: Any) -> None:
        self.ended_at = Now()


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


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
) -> IssuedDocument:
    """Make the PDF and its row in the caller's transaction.

    `template` names a typst file of an app's templates; it reads `data` plus `code`, `verify_url` and `qr`
    (a path of an SVG) as JSON, never as source. `title` has one text per language.
    """
    code = new_code()
    with translation.override(settings.LANGUAGE_CODE):
        verify_url = settings.BASE_URL + reverse("cabinet:verify_code", args=[code])
    pdf = as_pdf(template, {**data, "code": code, "verify_url": verify_url})
    document = IssuedDocument(
        kind=kind,
        code=code,
        title=title,
        holder=holder,
        holder_label=holder_label,
        issuer=issuer,
        subject_type=on._meta.label_lower,
        subject_id=str(on.pk),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    document.file.save(f"{uuid.uuid4()}.pdf", ContentFile(pdf), save=False)
    document.save(force_insert=True)
    return document


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
