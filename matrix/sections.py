"""What the matrix shows in the frame of the house: a place in the navigation, a number of the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.sections import HomeBlock, NavItem, home_blocks, nav_items
from matrix.models import Module
from registry.models import Cluster

nav_items.plug(NavItem("matrix", _("Matrix of culture"), "matrix:matrix", frozenset({"visitor"}), order=40))


@home_blocks.plug
class MatrixNumber(HomeBlock):
    slug = "matrix"
    template = "matrix/_home_number.html"
    place = "number"
    order = 40

    def context(self) -> dict[str, Any] | None:
        crossing = {"clusters": Cluster.objects.count(), "modules": Module.objects.count()}
        return crossing if all(crossing.values()) else None
