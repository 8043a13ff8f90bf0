"""What the registry shows in the frame of the house: a place in the navigation, a number of the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.sections import HomeBlock, NavItem, home_blocks, nav_items
from registry.institutions import Institution

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
