from django.utils.translation import gettext_lazy as _

from eculture.sections import NavItem, nav_items

VISITOR, CITIZEN, STAFF = frozenset({"visitor"}), frozenset({"citizen"}), frozenset({"staff"})

for item in (
    NavItem("services", _("Services"), "cabinet:services", VISITOR, 10),
    NavItem("cabinet", _("Cabinet"), "cabinet:home", CITIZEN, 10, icon="home", in_bottom_bar=True),
    NavItem("cases", _("Cases"), "cabinet:cases", CITIZEN, 20, icon="document", in_bottom_bar=True),
    NavItem(
        "documents", _("Documents"), "cabinet:documents", CITIZEN, 30, icon="documents", in_bottom_bar=True
    ),
    NavItem("family", _("Family"), "cabinet:family", CITIZEN, 50, icon="people", in_bottom_bar=True),
    NavItem("desk", _("Today"), "cabinet:home", STAFF, 10, icon="home", in_bottom_bar=True),
    NavItem("reports", _("Reports"), "cabinet:jobs", STAFF, 90, icon="chart", in_bottom_bar=True),
):
    nav_items.plug(item)
