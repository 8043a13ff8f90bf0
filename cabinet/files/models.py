"""Papers that people bring: kept once, seen through access only, used again when their owner agrees."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.consents import Consent, ConsentText, Purpose, agree, purposes
from cabinet.people.delegations import Delegation
from cabinet.people.models import Person
from eculture import journal, notices
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from eculture.sockets import Socket

USABLE = ("clean", "unscanned")
REUSE = "reuse-papers"


class Door:
    """What an upper room plugs: files that somebody may open for another reason than being of the family."""

    slug: str

    def attachments(self, user: Any) -> models.QuerySet:
        """Primary keys of attachments."""
        raise NotImplementedError

    def refusal_to_remove(self, attachment: "Attachment") -> Refusal | None:
        return None


doors: Socket[Door] = Socket()


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        """One's own and one's children's, and what a case lets somebody else see.

        Having uploaded it is no right of its own: it would outlive the right to act.

        Others than the family see nothing that has not been looked at for viruses.
        """
        if not user.is_authenticated:
            return self.none()
        through_a_door = Q()
        for door in doors:
            through_a_door |= Q(pk__in=door.attachments(user))
        own = self.kept().filter(pk__in=self.of(user).values("pk"))
        others = self.usable().filter(through_a_door) if through_a_door else self.none()
        return own | others

    def editable_by(self, user: Any) -> "AttachmentQuerySet":
        """Not the papers of a child for whom one may only look."""
        return self.of(user).exclude(owner__in=Person.objects.only_seen_by(user).values("pk"))

    def of(self, user: Any) -> "AttachmentQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self.kept().filter(owner__in=Person.objects.family_of(user))

    def kept(self) -> "AttachmentQuerySet":
        """Whose file is still there."""
        return self.filter(removed_at=None).exclude(scan_state="infected")

    def usable(self) -> "AttachmentQuerySet":
        return self.kept().filter(scan_state__in=USABLE)

    def running_out(self, *, within: int) -> "AttachmentQuerySet":
        """Kept to be used again, and soon no longer valid."""
        today = timezone.localdate()
        return self.reusable(today).filter(expires_on__lte=today + timedelta(days=within))

    def reusable(self, today: date | None = None) -> "AttachmentQuerySet":
        """What its owner lets be used again, in the wording of today, and what has not run out."""
        day = today or timezone.localdate()
        given = {"may_be_reused": True, "consent__isnull": False, "consent__withdrawn_at": None}
        agreed = self.usable().filter(Q(expires_on=None) | Q(expires_on__gte=day), **given)
        return agreed.filter(~Exists(ConsentText.objects.newer_than("consent__wording")))


class Attachment(models.Model):
    """One file that somebody brought, with what was found out about it."""

    SCAN_STATES = {
        "pending": _("being checked for viruses"),
        "clean": _("checked"),
        "unscanned": _("not checked for viruses"),
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
    file = models.FileField(upload_to="attachments/%Y/%m/%d/")
    scan_state = models.CharField(_("virus check"), max_length=9, choices=SCAN_STATES, default="pending")
    may_be_reused = models.BooleanField(_("may be used again"), default=False)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, editable=False, related_name="attachments"
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    created_at = models.DateTimeField(_("uploaded"), db_default=Now(), editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()
    sensitive = frozenset({"name", "title"})

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="attachment_of_person"),
            models.Index(fields=["created_at"], condition=Q(scan_state="pending"), name="attachment_to_scan"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cabinet:attachment", args=[self.pk])

    @property
    def tone(self) -> str:
        return {"clean": "done", "infected": "refused"}.get(self.scan_state, "wait")

    @property
    def is_agreed(self) -> bool:
        """Whether its owner lets it be used again, in the wording of today."""
        if self.consent is None or self.consent.withdrawn_at:
            return False
        return self.may_be_reused and self.consent.wording == ConsentText.objects.current(REUSE)

    @property
    def is_usable(self) -> bool:
        return self.scan_state in USABLE and self.removed_at is None

    def right_of(self, user: Any) -> dict[str, Any]:
        """For the journal: by which delegation somebody brings a paper of another person."""
        if self.owner.user_id == user.pk:
            return {}
        held = Delegation.objects.live().held_by(user).filter(principal=self.owner).first()
        return {"delegation": held.pk} if held else {}

    def looked_at(self, *, infected: bool) -> None:
        """What the scanner found; a file with a virus goes, its row stays, and who uploaded it is told."""
        with transaction.atomic():
            state = "infected" if infected else "clean"
            changed = Attachment.objects.filter(pk=self.pk, scan_state="pending").update(scan_state=state)
            if changed and infected:
                journal.record("refuse_infected", on=self, by=None)
                notices.send("attachment-infected", to=self.uploaded_by, key=str(self.pk), title=self.title)
                self._drop_file()

    def remind(self) -> None:
        """Tell who uploaded it, once for each last day, that the paper runs out."""
        named = {"title": self.title, "day": f"{self.expires_on:%d.%m.%Y}", "paper": str(self.pk)}
        notices.send("paper-runs-out", to=self.uploaded_by, key=f"{self.pk}:{self.expires_on}", **named)

    def let_be_reused(self, *, may: bool, by: Any) -> None:
        """The owner's consent to use this paper in later cases, or its end."""
        with transaction.atomic():
            lock(self)
            if self.consent:
                self.consent.withdraw(by=by)
            self.may_be_reused = may
            self.consent = agree(REUSE, person=self.owner, by=by) if may else self.consent
            self.save(update_fields=["may_be_reused", "consent"])
            journal.record("consent_to_reuse", on=self, by=by, after={"may": may})

    def rename(self, *, title: str, expires_on: date | None, by: Any) -> None:
        with transaction.atomic():
            lock(self)
            self.title, self.expires_on = title, expires_on
            self.save(update_fields=["title", "expires_on"])
            journal.record("rename", on=self, by=by, after={"expires_on": expires_on})

    def refusal_to_remove(self) -> Refusal | None:
        """A paper that a case needs stays."""
        return next(filter(None, (door.refusal_to_remove(self) for door in doors)), None)

    def remove(self, *, by: Any) -> None:
        """Drop the file; the row stays, so that the journal can be read. Twice is once."""
        with transaction.atomic():
            lock(self)
            if self.removed_at:
                return
            refusal = self.refusal_to_remove()
            if refusal:
                raise refusal
            self.removed_at = timezone.now()
            self.save(update_fields=["removed_at"])
            journal.record("remove", on=self, by=by)
            self._drop_file()

    def _drop_file(self) -> None:
        storage, name = self.file.storage, self.file.name
        transaction.on_commit(lambda: storage.delete(name))


@purposes.plug
class ReuseOfPapers(Purpose):
    """A paper that was brought once is offered in the next case."""

    slug = REUSE
    title = _("To use my papers again")
    text = _("I agree that this paper is offered in my next cases")

    def withdrawn(self, consent: Consent) -> None:
        consent.attachments.update(may_be_reused=False)

    def renewed(self, old: Consent, new: Consent) -> None:
        old.attachments.update(consent=new)

    def about(self, consents: list[Consent]) -> dict[int, str]:
        return dict(Attachment.objects.filter(consent__in=consents).values_list("consent", "title"))
