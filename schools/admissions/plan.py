from itertools import count
from typing import Any

import pghistory
import pgtrigger
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.azerbaijani import AzKey
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions.age_rules import AgeRule
from schools.admissions.campaigns import Campaign, CampaignQuerySet
from schools.admissions.parts import Preference
from schools.org.models import Funding, Programme, School

COVENANT = """
    IF (SELECT plan_published_at FROM schools_campaign WHERE id = {row}.campaign_id) IS NOT NULL
       AND {condition} THEN
        RAISE EXCEPTION 'a published plan changes only by an order' USING ERRCODE = 'check_violation';
    END IF;
    RETURN {row};
"""


SECOND_PERSON = """
    IF (SELECT plan_published_at FROM schools_campaign WHERE id = NEW.campaign_id) IS NOT NULL
       AND NOT EXISTS (
           SELECT 1 FROM schools_plancut WHERE place_id = NEW.id AND places = NEW.places
           AND order_number = NEW.order_number AND state = 'approved'
       ) THEN
        RAISE EXCEPTION 'a published plan is cut by two persons' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class PlanPlaceQuerySet(models.QuerySet["PlanPlace"]):
    def visible_to(self, user: Any) -> "PlanPlaceQuerySet":
        """The plan is public once it is published; staff look at it before."""
        if user.has_perm("schools.view_planplace"):
            return self
        return self.filter(campaign__in=Campaign.objects.published())

    def free(self) -> "PlanPlaceQuerySet":
        return self.filter(funding=Funding.FREE)

    def with_names(self) -> "PlanPlaceQuerySet":
        return self.select_related(
            "school__institution__registered_unit",
            "school__institution__operating_unit",
            "programme__specialty",
        )

    def by_school(self) -> "PlanPlaceQuerySet":
        return self.order_by(
            AzKey("school__institution__name_az"), AzKey("programme__specialty__name_az"), "pk"
        )

    def by_specialty(self) -> "PlanPlaceQuerySet":
        return self.order_by(AzKey("programme__specialty__name_az"), "-programme__years", "funding", "pk")

    def by_school_of(self, campaigns: CampaignQuerySet, schools: list[int]) -> dict[int, int]:
        """School → places in the plan of the first of these campaigns."""
        rows = self.filter(campaign=Subquery(campaigns.values("pk")[:1]), school__in=schools)
        return dict(rows.order_by().values_list("school").annotate(total=Sum("places")))

    def by_programme(self) -> dict[int, int]:
        """Programme → places in the plan."""
        return dict(self.order_by().values_list("programme").annotate(total=Sum("places")))

    def without_age_rule(self) -> "PlanPlaceQuerySet":
        rules = AgeRule.objects.filter(
            campaign=OuterRef("campaign"), programme=OuterRef("programme"), funding=OuterRef("funding")
        )
        return self.filter(~Exists(rules))

    def with_past(self) -> "PlanPlaceQuerySet":
        """Annotate `last_cutoff` and `cutoff_before`: the lowest scores placed one and two years ago."""
        same = {name: OuterRef(name) for name in ("school", "programme", "funding")}

        def cutoff(years: int) -> Subquery:
            past = PlanPlace.objects.filter(campaign__year=OuterRef("campaign__year") - years, **same)
            return Subquery(past.values("cutoff")[:1])

        return self.annotate(last_cutoff=cutoff(1), cutoff_before=cutoff(2))

    def waited_for_by_others(self, application: Any) -> "PlanPlaceQuerySet":
        """Places that another family without a place has chosen: they are given in order, in the night."""
        waiting = {"application__campaign": OuterRef("campaign"), "application__state": "unplaced"}
        same = {"programme": OuterRef("programme"), "school": OuterRef("school")}
        others = Preference.objects.filter(**waiting, **same).exclude(application=application)
        return self.filter(Exists(others))

    def vacant(self) -> "PlanPlaceQuerySet":
        """Neither taken nor held out to somebody in an open offer."""
        promised = PlanPlace.objects.filter(pk=OuterRef("pk"), offers__state="open").order_by()
        counted = promised.values("pk").annotate(count=Count("offers")).values("count")
        return self.alias(promised=Coalesce(Subquery(counted), 0)).filter(
            taken__lt=F("places") - F("promised")
        )


@pghistory.track()
class PlanPlace(models.Model):
    """How many children a school may admit to a programme this year, and how many it has admitted."""

    DEEDS = {"change_places": pgettext_lazy("deed", "Number of places changed")}

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="plan_places", verbose_name=_("admissions campaign")
    )
    school = models.ForeignKey(School, models.PROTECT, related_name="plan_places", verbose_name=_("school"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="plan_places", verbose_name=_("programme")
    )
    funding = models.CharField(_("funding"), max_length=4, choices=Funding, default=Funding.FREE)
    places = models.PositiveSmallIntegerField(_("places in the plan"))
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    cutoff = models.DecimalField(
        _("lowest score placed"), max_digits=4, decimal_places=1, null=True, blank=True, editable=False
    )
    order_number = models.CharField(
        _("number of the order that changed the plan"), max_length=40, blank=True, editable=False
    )

    objects = PlanPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("places in the plan")
        verbose_name_plural = _("places in the plan")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "school", "programme", "funding"], name="one_row_of_the_plan"
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="no_place_over_the_plan"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_plan_cut",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.places > NEW.places"),
                func=SECOND_PERSON,
            ),
            pgtrigger.Trigger(
                name="published_plan_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.places IS DISTINCT FROM NEW.places"),
                func=COVENANT.format(
                    row="NEW", condition="(NEW.order_number = '' OR NEW.order_number = OLD.order_number)"
                ),
            ),
            pgtrigger.Trigger(
                name="published_plan_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=COVENANT.format(row="NEW", condition="NEW.order_number = ''"),
            ),
            pgtrigger.Trigger(
                name="published_plan_delete",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=COVENANT.format(row="OLD", condition="TRUE"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.programme} ({self.get_funding_display()})"

    @property
    def left(self) -> int:
        return self.places - self.taken

    def refusal_to_change_places(self, *, places: int, order_number: str) -> Refusal | None:
        if not self.campaign.is_published:
            return self.refusal_to_cut(places=places) if places < self.places else None
        if places < self.places:
            message = _("Fewer places than were published need a second person. Propose the cut.")
            return Refusal(message, code="needs_second", field="places")
        return self.refusal_by_order(order_number)

    def refusal_by_order(self, order_number: str) -> Refusal | None:
        if not order_number.strip():
            message = _("The plan is published. Write the number of the order that changes it.")
            return Refusal(message, code="no_order", field="order_number")
        if order_number.strip() == self.order_number:
            message = _("This order has already changed these places once. Write the number of a new order.")
            return Refusal(message, code="old_order", field="order_number")
        return None

    def refusal_to_cut(self, *, places: int) -> Refusal | None:
        if self.campaign.runs.unpublished().exists():
            message = _("One calculation is not published yet. Publish or discard it first.")
            return Refusal(message, code="unpublished", field="places")
        promised = self.taken + self.offers.filter(state="open").count()
        if places < promised:
            message = _("%(count)s places are already promised or taken. The plan cannot go below that.")
            return Refusal(message % {"count": promised}, code="promised", field="places")
        return None

    def change_places(self, *, places: int, order_number: str = "", by: Any, reason: str = "") -> None:
        """Before publication freely; afterwards more places by a numbered order, fewer by two persons."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_change_places(places=places, order_number=order_number)
            if refusal:
                raise refusal
            self.write_places(places=places, order_number=order_number, by=by, reason=reason)

    def write_places(self, *, places: int, order_number: str, by: Any, reason: str) -> None:
        """Under the caller's lock, after its questions; the database asks once more."""
        change = {"before": {"places": self.places}, "after": {"places": places, "order": order_number}}
        self.places, self.order_number = places, order_number.strip()
        self.save(update_fields=["places", "order_number"])
        journal.record("change_places", on=self, by=by, reason=reason, **change)

    def take_seat(self, *, application: models.Model, vacant: bool = False) -> "Seat":
        """Take one place in the caller's transaction. Raises Refusal when the last one has gone.

        `vacant`: only a place that is not held out to somebody else.
        """
        rows = PlanPlace.objects.vacant() if vacant else PlanPlace.objects.filter(taken__lt=F("places"))
        won = rows.filter(pk=self.pk).update(taken=F("taken") + 1)
        if not won:
            raise Refusal(
                _("The last place has just been taken. Nothing has changed for you."), code="no_place"
            )
        used = set(self.seats.values_list("number", flat=True))
        free = next(number for number in count(1) if number not in used)
        return Seat.objects.create(place=self, number=free, application=application)


class Seat(models.Model):
    """One taken place, numbered: two children can never sit on the same one."""

    place = models.ForeignKey(PlanPlace, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))
    application = models.OneToOneField("schools.Application", models.PROTECT, related_name="seat")

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="one_child_on_a_seat"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seats_are_numbered_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.place} № {self.number}"
