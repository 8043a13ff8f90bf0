"""What the registry shows in the frame of the house: a place in the navigation, a number of the home page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.sections import (
    AdminBlock,
    CaseSource,
    HomeBlock,
    HomeLink,
    NavItem,
    Need,
    admin_blocks,
    case_sources,
    home_blocks,
    nav_items,
)
from registry.care.confirmations import Confirmation, due_on, is_due
from registry.care.proposals import PROPOSE, Proposal, cared_for
from registry.classifiers import WORKING, Cluster
from registry.duplicates.pairs import DuplicatePair
from registry.institutions import Institution
from registry.mandates import Mandate, live_mandates, mandates_for, sees_the_country
from registry.quality.scores import by_region, mean

LARGEST, SOON = 4, 30

nav_items.plug(
    NavItem("care", _("My institution"), "registry:care", frozenset({"staff"}), 50, PROPOSE, "home")
)
nav_items.plug(
    NavItem("institutions", _("Institutions"), "registry:institutions", frozenset({"visitor"}), order=20)
)


@home_blocks.plug
class InstitutionsNumber(HomeBlock):
    slug = "institutions"
    template = "registry/_home_number.html"
    place = "number"
    order = 20

    def context(self) -> dict[str, Any] | None:
        return {"institutions": Institution.objects.active().count()}


@home_blocks.plug
class VisitInstitution(HomeLink):
    slug = "visit"
    order = 30
    title = _("I would like to visit a museum, library or theatre")
    text = _("Every institution of culture on one map")
    url_name = "registry:institutions"
    tone = "gold"


@home_blocks.plug
class InstitutionsByCluster(HomeBlock):
    """The largest clusters as one woven bar; all the others are its last part."""

    slug = "clusters"
    template = "registry/_home_clusters.html"
    place = "picture"

    def context(self) -> dict[str, Any] | None:
        clusters = Cluster.objects.with_institutions().order_by("-institutions", "code")
        rows = [(cluster.name, cluster.institutions) for cluster in clusters if cluster.institutions]
        if not rows:
            return None
        others = sum(count for _title, count in rows[LARGEST:])
        return {"segments": rows[:LARGEST] + [(_("other clusters"), others)]}


def filter_of(user: Any) -> str:
    """Lists in the administration what is counted for this officer."""
    regions = (
        [] if sees_the_country(user) else [one.region_id for one in live_mandates(user) if one.region_id]
    )
    own = f"&registered_unit__region__id__exact={regions[0]}" if len(regions) == 1 else ""
    return f"?state__in={','.join(WORKING)}{own}"


@case_sources.plug
class CardsInMyCare(CaseSource):
    """A card whose year is nearly over waits for the people of its institution."""

    slug = "care"

    def needs(self, user: Any) -> Iterable[Need]:
        mine = list(cared_for(user)[:SOON]) if mandates_for(user, PROPOSE) else []
        last = Confirmation.objects.latest_by_institution(mine) if mine else {}
        for one in mine:
            if is_due(last.get(one.pk)):
                yield Need(
                    title=_("Confirm the card: %(name)s") % {"name": one.name},
                    text=_("Once a year its people say that the card is right."),
                    url=reverse("registry:care_of", args=[one.code]),
                    action=_("Look at the card"),
                    due=due_on(last.get(one.pk)),
                )


@admin_blocks.plug
class RegistryInYourCare(AdminBlock):
    """How complete the registry is where this officer keeps it; mandates that are about to end."""

    slug = "registry"
    title = _("Registry")
    template = "registry/_admin_care.html"
    order = 20

    def context(self, user: Any) -> dict[str, Any] | None:
        kept = Institution.objects.editable_by(user).active()
        total = kept.count()
        if not total:
            return None
        ending = Mandate.objects.visible_to(user).exclude(user=user).ending(within=SOON).count()
        gaps = {
            "without_place": kept.filter(lat=None).count(),
            "proposals": Proposal.objects.editable_by(user).waiting().count(),
            "duplicates": DuplicatePair.objects.editable_by(user).to_decide().count(),
            "without_phone": kept.filter(phone="").count(),
        }
        return {"total": total, "of_these": filter_of(user), "ending": ending, "soon": SOON, **gaps} | {
            "score": mean(by_region(kept))
        }
