"""What the people of an institution propose to change in its card; somebody else decides."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import Lifecycle, Move, lock, move
from eculture.notices import send
from eculture.refusals import NotAllowed, Refusal
from registry.attributes import Attributes
from registry.care.returns import refuse_what_is_not_explained
from registry.classifiers import Indicator
from registry.institutions import Institution
from registry.mandates import mandates_for

PROPOSE = "registry.add_proposal"
CARD = ("name_en", "name_ru", "short_name", "address", "lat", "lon", "phone", "website")


def cared_for(user: Any) -> models.QuerySet[Institution]:
    """The institutions whose people `user` belongs to, by a mandate for each."""
    held = [mandate.institution_id for mandate in mandates_for(user, PROPOSE) if mandate.institution_id]
    return Institution.objects.of_record().filter(pk__in=held)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Those about the institutions one belongs to, and those one may decide on."""
        own = Q(institution__in=cared_for(user).values("pk"))
        return self.filter(own | Q(institution__in=Institution.objects.editable_by(user).values("pk")))

    def editable_by(self, user: Any) -> "ProposalQuerySet":
        """Decided by the office that keeps the institution; who proposed sees it there and cannot decide."""
        return self.filter(institution__in=Institution.objects.editable_by(user).values("pk"))

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state="waiting")

    def with_names(self) -> "ProposalQuerySet":
        return self.select_related("institution__kind", "institution__registered_unit", "proposed_by")


class Proposal(Lifecycle):
    """A difference to the card: attribute → before and after. With `year`, the figures of that year."""

    STATES = {
        "waiting": _("waiting for the office"),
        "accepted": _("accepted"),
        "returned": _("sent back"),
        "withdrawn": _("taken back"),
    }
    MOVES = {
        "accept": Move(("waiting",), "accepted"),
        "send_back": Move(("waiting",), "returned", needs_reason=True),
        "take_back": Move(("waiting",), "withdrawn"),
    }
    DEEDS = {
        "propose": pgettext_lazy("deed", "Proposed"),
        "accept": pgettext_lazy("deed", "Proposal accepted"),
        "send_back": pgettext_lazy("deed", "Proposal sent back"),
        "take_back": pgettext_lazy("deed", "Proposal taken back"),
    }

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="proposals", verbose_name=_("institution")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="waiting", editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="proposal_decided_by_another",
                violation_error_message=_("Who proposed it cannot decide on it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "withdrawn"), decided_by=None)
                | Q(state__in=("accepted", "returned"), decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["institution", "year"],
                condition=Q(state="waiting"),
                nulls_distinct=False,
                name="one_waiting_proposal",
            ),
        ]
        indexes = [
            models.Index(fields=["institution"], condition=Q(state="waiting"), name="proposal_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.institution}"

    @property
    def title(self) -> Any:
        return _("Figures of %(year)s") % {"year": self.year} if self.year else _("Changes of the card")

    def get_absolute_url(self) -> str:
        return reverse("registry:care_of", args=[self.institution.code])

    def differences(self, indicators: Mapping[str, str]) -> list[tuple[Any, Any, Any]]:
        """What it changes: the attribute or the indicator in words, before and after."""
        return [
            (
                indicators.get(name, name) if self.year else Attributes._meta.get_field(name).verbose_name,
                _shown(self.before.get(name)),
                _shown(value),
            )
            for name, value in self.after.items()
        ]

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        if verb != "take_back" and by is not None and by.pk == self.proposed_by_id:
            return NotAllowed(_("Who proposed it cannot decide on it."), code="own_proposal")
        return None

    def refusal_to_accept(self, **wish: Any) -> Refusal | None:
        now = _values(self.institution, self.after, self.year)
        if now == self.before:
            return None
        return Refusal(
            _("The card has changed since this was proposed. Send it back, so that it is proposed anew."),
            code="changed_since",
        )

    @move
    def accept(self, *, by: Any) -> None:
        """The card says so from now on; figures hold from the last day of their year."""
        lock(self.institution)
        if self.year:
            day = min(date(self.year, 12, 31), timezone.localdate())
            self.institution.count(by=by, on=day, figures=self.after, reason=str(self.title))
        else:
            self.institution.amend(by=by, reason=self.note[:300], **self.after)
        self._decided(by)

    @move
    def send_back(self, *, by: Any, reason: str) -> None:
        """It stays as it was; the reason says what to correct."""
        self.answer = reason
        self._decided(by)

    @move
    def take_back(self, *, by: Any) -> None:
        """Whoever proposed it has thought better of it."""

    def _decided(self, by: Any) -> None:
        self.decided_by, self.decided_at = by, timezone.now()
        send("proposal-decided", to=self.proposed_by, key=str(self.pk), code=self.institution.code)


def told(proposals: Iterable[Proposal]) -> list[tuple[Proposal, list[tuple[Any, Any, Any]]]]:
    """Each with what it changes; one query for the names of indicators."""
    names = {one.code: one.name for one in Indicator.objects.all()}
    return [(proposal, proposal.differences(names)) for proposal in proposals]


def propose(
    institution: Institution, values: Mapping[str, Any], *, by: Any, note: str = "", year: int | None = None
) -> Proposal:
    """Ask for these values. Raises Refusal if nothing differs, a proposal waits or a figure is odd."""
    with transaction.atomic():
        lock(institution)
        if not cared_for(by).filter(pk=institution.pk).exists():
            raise NotAllowed(_("You do not belong to this institution."), code="not_yours")
        if year:
            refuse_what_is_not_explained(institution, values, note)
        before = _values(institution, values, year)
        after = {name: value for name, value in values.items() if value != before[name]}
        if not after:
            raise Refusal(_("Nothing is different from the card."), code="same")
        if institution.proposals.waiting().filter(year=year).exists():
            said = _("A proposal is waiting for the office. Take it back first.")
            raise Refusal(said, code="waiting")
        proposal = Proposal.objects.create(
            institution=institution,
            year=year,
            before={name: before[name] for name in after},
            after=after,
            note=note,
            proposed_by=by,
        )
        journal.record("propose", on=proposal, by=by, after={"changed": sorted(after)})
    return proposal


def _values(institution: Institution, names: Mapping[str, Any], year: int | None) -> dict[str, Any]:
    if year:
        return {name: institution.figures.get(name) for name in names}
    return {name: getattr(institution, name) for name in names}


def _shown(value: Any) -> Any:
    return "–" if value in (None, "") else value
