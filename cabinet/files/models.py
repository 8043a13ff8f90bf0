"""Papers that people bring: kept once, seen through access only, used again when their owner agrees."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Person


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        """The owner's, a child's through its guardian, and what one has uploaded oneself.

        Who handles a case sees its papers through the case.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner__in=Person.objects.family_of(user)) | Q(uploaded_by=user))

    editable_by = visible_to

    def clean(self) -> "AttachmentQuerySet":
        return self.filter(scan_state="clean")


class Attachment(models.Model):
    """One file that somebody brought, with what was found out about it."""

    SCAN_STATES = {
        "pending": _("being checked for viruses"),
        "clean": _("checked"),
        "infected": _("refused: a virus was found"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="attachments", verbose_name=_("owner"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    title = models.CharField(_("what it is"), max_length=120)
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(_("kind of file"), max_length=80)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/")
    scan_state = models.CharField(_("virus check"), max_length=8, choices=SCAN_STATES, default="pending")
    may_be_reused = models.BooleanField(_("may be used again"), default=False)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    created_at = models.DateTimeField(_("uploaded"), db_default=Now(), editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()
    sensitive = frozenset({"name", "title"})

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="attachment_of_person")]

    def __str__(self) -> str:
        return self.title
