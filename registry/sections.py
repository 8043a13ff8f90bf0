"""What the registry shows in the frame of the house: a place in the navigation, a number of the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.sections import HomeBlock, LifeEvent, NavItem, home_blocks, nav_items
from registry.classifiers import Cluster
from registry.institutions import Institution

LARGEST = 4

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
class VisitInstitution(LifeEvent):
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
