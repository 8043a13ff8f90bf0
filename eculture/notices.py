"""Notices to people: rows in the business transaction, with a delivery for each channel that carries them."""

import uuid
from functools import partial
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Now
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eculture import jobs, journal
from eculture.accounts import User
from eculture.broker import nudge
from eculture.channel_choices import ChannelChoice
from eculture.channels import Channel, channels
from eculture.delivery import Delivery
from eculture.sockets import Socket


class NoticeKind:
    """What an app plugs: `templates/<template>.txt` is the text, `subject` one line without personal data.

    `url` may answer where the notice leads, from the stored context (ids and plain values only).
    `urgent` kinds also go by SMS unless somebody has said otherwise; `is_mandatory` ones always go by e-mail
    (security, decisions). `topic` is the heading under which people choose.
    """

    slug: str
    title: Any
    template: str
    topic: Any = _("Other notices")
    urgent = False
    is_mandatory = False

    def subject(self, context: dict[str, Any]) -> str:
        return str(self.title)

    def url(self, context: dict[str, Any]) -> str:
        return ""


TO_ALL = """
    WITH told AS (
        INSERT INTO eculture_notice (id, kind, to_id, key, context) {notices}
        ON CONFLICT (to_id, key) DO NOTHING RETURNING id, to_id
    ), reached (account, channel) AS ({reached})
    INSERT INTO eculture_delivery (notice_id, channel, key, state, tries, error)
    SELECT told.id, reached.channel, gen_random_uuid(), 'waiting', 0, ''
    FROM told JOIN reached ON reached.account = told.to_id
"""

kinds: Socket[NoticeKind] = Socket("title", "template")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        return self.filter(to=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def about_child(self, name: str) -> "NoticeQuerySet":
        return self.filter(context__child=name)

    def children(self) -> list[str]:
        """Whom these notices are about, by given name."""
        named = self.exclude(context__child=None).order_by("context__child")
        return list(named.values_list("context__child", flat=True).distinct())


class Notice(models.Model):
    """Something the portal tells one person; shown in the cabinet and delivered by channels."""

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


def send(slug: str, *, to: Any, key: str, **context: Any) -> Notice:
    """Queue a notice once per `key` and person, in the caller's transaction.

    `context` holds ids and plain values; texts are made when read, in the reader's language.
    """
    kind = kinds[slug]
    notice, created = Notice.objects.get_or_create(
        to=to, key=f"{slug}:{key}"[:200], defaults={"kind": slug, "context": context}
    )
    if created:
        ways = ways_to(to, kind)
        Delivery.objects.bulk_create(Delivery(notice=notice, channel=way.slug) for way in ways)
        for way in ways:
            transaction.on_commit(partial(nudge, "eculture.tasks.deliver", way.slug, queue=way.slug))
    return notice


def send_to_all(slug: str, rows: models.QuerySet[Any]) -> None:
    """Queue a notice for each row, with its deliveries, in one statement; in the caller's transaction.

    `rows` has `to` (the key of an account), `key` and `context` (a JSON object). Nobody gets a key twice.
    """
    kind = kinds[slug]
    keys = Concat(Value(f"{slug}:"), "key", output_field=models.CharField())
    told = rows.order_by().values_list(RandomUUID(), Value(slug), "to", keys, "context")
    reached = [
        User.objects.filter(way.reached(), _wants(kind, way)).order_by().values_list("pk", Value(way.slug))
        for way in channels
    ]
    notice_sql, notice_values = told.query.sql_with_params()
    reach_sql, reach_values = reached[0].union(*reached[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        statement = TO_ALL.format(notices=notice_sql, reached=reach_sql)
        cursor.execute(statement, [*notice_values, *reach_values])
    for way in channels:
        transaction.on_commit(partial(nudge, "eculture.tasks.deliver", way.slug, queue=way.slug))


def _wants(kind: NoticeKind, way: Channel) -> Q:
    """`is_sent` as a question to the database."""
    if way.is_fixed(kind):
        return Q()
    said = ChannelChoice.objects.filter(user=OuterRef("pk"), kind=kind.slug, channel=way.slug)
    if way.is_default(kind):
        return ~Q(Exists(said.filter(is_wanted=False)))
    return Q(Exists(said.filter(is_wanted=True)))


def is_sent(kind: NoticeKind, way: Channel, said: dict[tuple[str, str], bool]) -> bool:
    """Whether a kind goes by a channel, given what its reader has said: (kind, channel) → wanted."""
    return way.is_fixed(kind) or said.get((kind.slug, way.slug), way.is_default(kind))


def ways_to(user: Any, kind: NoticeKind) -> list[Channel]:
    """The channels by which this kind of notice reaches somebody."""
    said = said_by(user, kind=kind.slug)
    return [way for way in channels if way.address_of(user) and is_sent(kind, way, said)]


def said_by(user: Any, **which: str) -> dict[tuple[str, str], bool]:
    rows = ChannelChoice.objects.filter(user=user, **which)
    return {(row.kind, row.channel): row.is_wanted for row in rows}


def choose_channels(user: Any, *, wanted: set[tuple[str, str]]) -> None:
    """Keep what somebody wants, (kind, channel) pairs, as far as it is not what would happen anyway."""
    open_to_choice = [(kind, way) for kind in kinds for way in channels if not way.is_fixed(kind)]
    rows = [
        ChannelChoice(user=user, kind=kind.slug, channel=way.slug, is_wanted=not way.is_default(kind))
        for kind, way in open_to_choice
        if ((kind.slug, way.slug) in wanted) != way.is_default(kind)
    ]
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)  # two windows, one choice
        ChannelChoice.objects.filter(user=user).delete()
        ChannelChoice.objects.bulk_create(rows)
        journal.record("choose_channels", on=user, by=user, after={"choices": len(rows)})


@kinds.plug
class JobDone(NoticeKind):
    slug = "job-done"
    title = _("Your job is done")
    template = "eculture/mail/job-done"
    topic = _("Reports and files")

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
