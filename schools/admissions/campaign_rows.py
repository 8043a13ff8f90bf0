"""Campaigns as many rows: who sees which, and how far they are."""

from typing import Any

from django.db import models
from django.db.models import Q, Sum

from schools.org.models import Funding

SCORES_UNKNOWN = ("draft", "published", "registration", "exams")


class CampaignQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Everybody sees a campaign whose plan is published; a draft is seen by those who prepare it."""
        return self if user.has_perm("schools.change_campaign") else self.published()

    def editable_by(self, user: Any) -> "CampaignQuerySet":
        return self if user.has_perm("schools.change_campaign") else self.none()

    def published(self) -> "CampaignQuerySet":
        return self.exclude(plan_published_at=None)

    def running(self) -> "CampaignQuerySet":
        return self.published().exclude(state="closed")

    def with_known_scores(self) -> "CampaignQuerySet":
        return self.exclude(state__in=SCORES_UNKNOWN)

    def with_stages(self) -> "CampaignQuerySet":
        return self.prefetch_related("stages")

    def with_totals(self) -> "CampaignQuerySet":
        """Annotate `free` and `paid`: places in the plan."""
        return self.annotate(
            free=Sum("plan_places__places", filter=Q(plan_places__funding=Funding.FREE)),
            paid=Sum("plan_places__places", filter=Q(plan_places__funding=Funding.PAID)),
        )
