"""Legal acts: what an event rests on."""

from datetime import date
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal

LARGEST = 20 * 2**20


def validate_pdf(file: File) -> None:
    """Raises ValidationError for what is no PDF by its content, or is larger than 20 MB."""
    if file.size > LARGEST:
        raise ValidationError(_("The file is larger than 20 MB."))
    starts = file.read(5) == b"%PDF-"
    file.seek(0)
    if not starts:
        raise ValidationError(_("This is not a PDF. Scan the act as PDF."))


class LegalActQuerySet(models.QuerySet["LegalAct"]):
    def visible_to(self, user: Any) -> "LegalActQuerySet":
        """The registry is public, and so is what it rests on."""
        return self


class LegalAct(models.Model):
    """A law, a decree, a decision, an order: kind, number and day say which."""

    DEEDS = {"write_down": pgettext_lazy("deed", "Legal act written down")}
    KINDS = {
        "law": pgettext_lazy("legal act", "law"),
        "decree": pgettext_lazy("legal act", "decree of the President"),
        "cabinet": pgettext_lazy("legal act", "decision of the Cabinet of Ministers"),
        "ministry": pgettext_lazy("legal act", "order of the ministry"),
        "office": pgettext_lazy("legal act", "order of a regional office"),
        "local": pgettext_lazy("legal act", "order of a local authority"),
        "court": pgettext_lazy("legal act", "decision of a court"),
        "other": pgettext_lazy("legal act", "another act"),
    }

    kind = models.CharField(_("kind of act"), max_length=16, choices=KINDS)
    number = models.CharField(_("number of the act"), max_length=40)
    on = models.DateField(_("day of the act"))
    link = models.URLField(
        _("address of the text"), max_length=300, blank=True, help_text=_("For example on e-qanun.az.")
    )
    file = models.FileField(
        _("text of the act as PDF"), upload_to="acts/%Y/%m/", blank=True, validators=[validate_pdf]
    )

    objects = LegalActQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal act")
        verbose_name_plural = _("legal acts")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number", "on"], name="legal_act_once"),
            models.CheckConstraint(condition=~models.Q(number=""), name="legal_act_has_a_number"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="act_stays", fields=["kind", "number", "on"]),
            pgtrigger.Protect(name="act_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, № {self.number}"

    @property
    def url(self) -> str:
        """Where its text is read: here, elsewhere, or nowhere."""
        return reverse("registry:act", args=[self.pk]) if self.file else self.link


def write_down(*, by: Any, kind: str, number: str, on: date, link: str = "", file: Any = None) -> LegalAct:
    """The act with this kind, number and day, made when it is named for the first time.

    A link or a text is added where there is none; one that is there stays.
    """
    with transaction.atomic():
        act, is_new = LegalAct.objects.select_for_update().get_or_create(kind=kind, number=number, on=on)
        told = {"link": link, "file": file}
        added = [name for name, value in told.items() if value and not getattr(act, name)]
        for name in added:
            setattr(act, name, told[name])
        if added:
            act.save(update_fields=added)
        if added or is_new:
            journal.record("write_down", on=act, by=by, after={"added": added})
    return act
