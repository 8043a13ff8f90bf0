"""Notices to people, and their deliveries: rows in the business transaction, sent afterwards by the pump."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eculture import jobs
from eculture.broker import nudge
from eculture.sockets import Socket

LEASE = timedelta(seconds=60)
TRIES = 48
LONGEST_WAIT = timedelta(minutes=102)  # with the short waits before it, 48 tries fill 72 hours
KEEP_RESULTS = timedelta(days=30)


class NoticeKind:
    """What an app plugs: `templates/<template>.txt` is the text, `subject` one line without personal data.

    `url` may answer where the notice leads, from the stored context (ids and plain values only).
    """

    slug: str
    title: Any
    template: str

    def subject(self, context: dict[str, Any]) -> str:
        return str(self.title)

    def url(self, context: dict[str, Any]) -> str:
        return ""


kinds: Socket[NoticeKind] = Socket("title", "template")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        return self.filter(to=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something the portal tells one person; shown in the cabinet and delivered by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    to = models.ForeignKey("eculture.User", models.CASCADE, related_name="notices", verbose_name=_("to"))
    key = models.CharField(max_length=200)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("when"), db_default=Now())
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="one_notice_per_key")]
        indexes = [models.Index(fields=["to", "-created_at"], name="notice_of_person")]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return kinds[self.kind].subject(self.context)

    @property
    def text(self) -> str:
        """Plain text: a letter must not show `&quot;`, and a page escapes what it shows by itself."""
        template = get_template(f"{kinds[self.kind].template}.txt").template
        return str(template.render(Context(self.context, autoescape=False))).strip()

    @property
    def url(self) -> str:
        return kinds[self.kind].url(self.context)

    def mark_read(self) -> None:
        Notice.objects.filter(pk=self.pk, read_at=None).update(read_at=Now())


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> "DeliveryQuerySet":
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        return self.filter(free, state="waiting", due_at__lte=Now())

    def claim(self, limit: int) -> list["Delivery"]:
        """Take up to `limit` due deliveries for one lease, in a transaction that then commits."""
        taken = list(self.due().select_for_update(skip_locked=True, of=("self",)).order_by("due_at")[:limit])
        self.filter(pk__in=[row.pk for row in taken]).update(lease_until=Now() + LEASE, tries=F("tries") + 1)
        return list(self.select_related("notice__to").filter(pk__in=[row.pk for row in taken]))


class Delivery(models.Model):
    """One message of a notice through one channel: the outbox. `key` is stable over all its tries."""

    STATES = {"waiting": _("waiting"), "sent": _("sent"), "failed": _("not delivered")}

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=16, default="email")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="waiting")
    due_at = models.DateTimeField(_("due"), db_default=Now())
    lease_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_channel")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    def sent(self) -> None:
        self._mine().update(state="sent", sent_at=Now(), lease_until=None, error="")

    def not_sent(self, error: str) -> None:
        """Wait twice as long after each try, up to 102 minutes; give up visibly after 72 hours."""
        wait = min(timedelta(minutes=2 ** min(self.tries - 1, 7)), LONGEST_WAIT)
        ended = self.tries >= TRIES
        state = "failed" if ended else "waiting"
        self._mine().update(state=state, due_at=Now() + wait, lease_until=None, error=error[:200])

    def _mine(self) -> DeliveryQuerySet:
        return Delivery.objects.filter(pk=self.pk, tries=self.tries, state="waiting")


def send(slug: str, *, to: Any, key: str, **context: Any) -> Notice:
    """Queue a notice once per `key` and person, in the caller's transaction.

    `context` holds ids and plain values; texts are made when read, in the reader's language.
    """
    kinds[slug]
    notice, created = Notice.objects.get_or_create(
        to=to, key=f"{slug}:{key}"[:200], defaults={"kind": slug, "context": context}
    )
    if created:
        Delivery.objects.create(notice=notice)
        transaction.on_commit(lambda: nudge("eculture.tasks.deliver"))
    return notice


def letter(delivery: Delivery) -> tuple[str, str, str]:
    """Address, subject and text of a delivery in the language of its reader."""
    notice = delivery.notice
    with translation.override(notice.to.language):
        return notice.to.email, notice.subject, notice.text


@kinds.plug
class JobDone(NoticeKind):
    slug = "job-done"
    title = _("Your job is done")
    template = "eculture/mail/job-done"

    def subject(self, context: dict[str, Any]) -> str:
        return gettext("Ready: “%(title)s”") % {"title": jobs.title_of(context["kind"])}

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:job", args=[context["job"]])


@kinds.plug
class JobFailed(JobDone):
    slug = "job-failed"
    title = _("Your job was not completed")
    template = "eculture/mail/job-failed"

    def subject(self, context: dict[str, Any]) -> str:
        return gettext("Not completed: “%(title)s”") % {"title": jobs.title_of(context["kind"])}
