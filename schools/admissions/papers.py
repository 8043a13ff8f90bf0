"""Which papers an application needs, and which the family has brought."""

from typing import Any

import pgtrigger
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cabinet.files.fields import PapersWish
from cabinet.files.models import Attachment, Door, doors
from cabinet.files.receiving import receive
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from registry.mandates import institutions_of, reaches_the_country
from schools.admissions.priorities import DECIDE, PriorityGroup
from schools.admissions.triggers import FROZEN
from schools.org.models import Direction

NEEDED = _(
    "The application has been sent with “%(paper)s”. Add the new file before you take off the old one."
)


class NeededPaperQuerySet(models.QuerySet["NeededPaper"]):
    def asked_of(self, application: Any) -> "NeededPaperQuerySet":
        """For its direction, and for the group that it claims."""
        claim = getattr(application, "priority", None)
        group = Q(group=None) | Q(group=claim.group_id) if claim else Q(group=None)
        return self.filter(group, direction__in=["", application.direction], campaign=application.campaign_id)

    def missing_from(self, application: Any) -> "NeededPaperQuerySet":
        """Those without which the application is not sent."""
        brought = ApplicationPaper.objects.kept().filter(application=application).values("needed")
        return self.asked_of(application).filter(is_required=True).exclude(pk__in=brought)


class NeededPaper(models.Model):
    """A paper that families bring with the application; of a group, where it is the proof of a priority."""

    campaign = models.ForeignKey(
        "schools.Campaign",
        models.CASCADE,
        related_name="needed_papers",
        verbose_name=_("admissions campaign"),
    )
    name = models.CharField(_("paper"), max_length=120)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, blank=True, help_text=_("Empty: for all directions.")
    )
    group = models.ForeignKey(
        PriorityGroup,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("priority group"),
        help_text=_("Asked only of those who claim this group."),
    )
    is_required = models.BooleanField(_("the application is not sent without it"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = NeededPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper to bring")
        verbose_name_plural = _("papers to bring")
        ordering = ["order", "pk"]
        triggers = [
            pgtrigger.Trigger(
                name="needed_papers_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FROZEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="needed_papers_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=FROZEN.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def field(self) -> str:
        """Its name in a form."""
        return f"paper_{self.pk}"


class ApplicationPaperQuerySet(models.QuerySet["ApplicationPaper"]):
    def kept(self) -> "ApplicationPaperQuerySet":
        """Whose file is still there."""
        return self.filter(attachment__in=Attachment.objects.kept().values("pk"))


class ApplicationPaper(models.Model):
    """A file of a person as one of the papers of an application."""

    application = models.ForeignKey("schools.Application", models.PROTECT, related_name="papers")
    needed = models.ForeignKey(NeededPaper, models.PROTECT, related_name="brought")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ApplicationPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of an application")
        verbose_name_plural = _("papers of applications")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "needed", "attachment"], name="a_file_once_at_a_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.needed_id}"


def brought(application: Any, needed: NeededPaper) -> models.QuerySet[Attachment]:
    """The files that stand at one needed paper."""
    rows = application.papers.filter(needed=needed).values("attachment")
    return Attachment.objects.kept().filter(pk__in=rows)


def overview(application: Any) -> list[tuple[NeededPaper, list[Attachment]]]:
    """What is asked of the application, each with the files that were brought."""
    found: dict[int, list[Attachment]] = {}
    for paper in application.papers.kept().select_related("attachment"):
        found.setdefault(paper.needed_id, []).append(paper.attachment)
    return [(one, found.get(one.pk, [])) for one in NeededPaper.objects.asked_of(application)]


def put(application: Any, needed: NeededPaper, wish: PapersWish, *, by: Any) -> None:
    """Do what a PapersField wishes at one needed paper, all of it or nothing.

    Raises the Refusal of the first file that cannot be taken, and outside registration.
    """
    with transaction.atomic():
        lock(application)
        refusal = application.campaign.refusal_by_date("registration") or refusal_to_bring(application)
        if refusal:
            raise refusal
        at = {"application": application, "needed": needed}
        for upload in wish.uploads:
            attachment = receive(upload, owner=application.child, title=needed.name, by=by)
            ApplicationPaper.objects.create(attachment=attachment, **at)
        for attachment in shelf_of(application, by).filter(pk__in=wish.reuse):
            ApplicationPaper.objects.get_or_create(attachment=attachment, **at)
        ApplicationPaper.objects.filter(attachment__in=wish.remove, **at).delete()
        is_sent = application.state != "draft"
        if wish.remove and is_sent and needed in NeededPaper.objects.missing_from(application):
            raise Refusal(NEEDED % {"paper": needed}, code="needed", field=needed.field)


def shelf_of(application: Any, user: Any) -> models.QuerySet[Attachment]:
    """What the family lets be used again for this child."""
    return Attachment.objects.editable_by(user).reusable().filter(owner=application.child_id)


def refusal_to_bring(application: Any) -> Refusal | None:
    if application.state in ("draft", "submitted"):
        return None
    return Refusal(_("Papers are brought until registration closes."), code="too_late")


def refusal_without(application: Any) -> Refusal | None:
    """Why the application cannot be sent yet."""
    missing = [str(one) for one in NeededPaper.objects.missing_from(application)]
    if not missing:
        return None
    message = _("Add these papers first: %(papers)s.") % {"papers": ", ".join(missing)}
    return Refusal(message, code="papers")


@doors.plug
class OfAdmissions(Door):
    """Who decides on a priority opens the papers of the application; what a live one needs stays."""

    slug = "admissions"

    def attachments(self, user: Any) -> models.QuerySet:
        """Papers are opened for a claim only: nobody needs to see the others to place a child."""
        papers = ApplicationPaper.objects.order_by().filter(application__priority__isnull=False)
        papers = papers.exclude(application__state__in=["draft", "withdrawn"])
        if not user.has_perm(DECIDE):
            papers = papers.none()
        elif not reaches_the_country(user, DECIDE):
            offices = institutions_of(user, "regional-officer")
            papers = papers.filter(application__exam_centre__institution__in=offices)
        return papers.values("attachment")

    def refusal_to_remove(self, attachment: Attachment) -> Refusal | None:
        uses = ApplicationPaper.objects.filter(attachment=attachment)
        live = uses.exclude(application__state="withdrawn").exclude(application__campaign__state="closed")
        found = live.select_related("application").first()
        if found is None:
            return None
        message = _("Application %(number)s needs this paper. It can be removed when the admission is over.")
        return Refusal(message % {"number": found.application.number}, code="in_use")
