from typing import Any

from django.utils.translation import gettext_lazy as _

import cabinet.cases.office.sections  # noqa: F401 -- plugs in the queue of who works on cases
import cabinet.cases.sections  # noqa: F401 -- plugs in the rows of cases
import cabinet.trust.sections  # noqa: F401 -- and what waits between two people
from eculture import sealing
from eculture.breaker import Breaker
from eculture.channels import channels
from eculture.delivery import Delivery
from eculture.jobs import Job
from eculture.notices import Notice
from eculture.sections import AdminBlock, HomeLink, NavItem, admin_blocks, home_blocks, nav_items

VISITOR, CITIZEN, STAFF = frozenset({"visitor"}), frozenset({"citizen"}), frozenset({"staff"})

LATEST = 4

for item in (
    NavItem("services", _("Services"), "cabinet:services", VISITOR, 10),
    NavItem("cabinet", _("Cabinet"), "cabinet:home", CITIZEN, 10, icon="home", in_bottom_bar=True),
    NavItem("cases", _("Cases"), "cabinet:cases", CITIZEN, 20, icon="document", in_bottom_bar=True),
    NavItem(
        "documents", _("Documents"), "cabinet:documents", CITIZEN, 30, icon="documents", in_bottom_bar=True
    ),
    NavItem("calendar", _("Calendar"), "cabinet:calendar", CITIZEN, 40, icon="calendar"),
    NavItem("family", _("Family"), "cabinet:family", CITIZEN, 50, icon="people", in_bottom_bar=True),
    NavItem("desk", _("Today"), "cabinet:home", STAFF, 10, icon="home", in_bottom_bar=True),
    NavItem("reception", _("Reception"), "cabinet:desk", STAFF, 80, "cabinet.serve_at_desk", icon="people"),
    NavItem("reports", _("Reports"), "cabinet:jobs", STAFF, 90, icon="chart", in_bottom_bar=True),
):
    nav_items.plug(item)


@home_blocks.plug
class AskService(HomeLink):
    slug = "service"
    order = 40
    title = _("I need a permit, a certificate or a statement")
    text = _("The services of the ministry: who provides them, with which documents, within what term")
    url_name = "cabinet:services"
    tone = "gold"


@home_blocks.plug
class CheckDocument(HomeLink):
    slug = "check-document"
    order = 50
    title = _("I would like to check a document")
    text = _("Whether it is real and still valid, by the code beside its QR")
    url_name = "cabinet:verify"
    tone = "garnet"


@home_blocks.plug
class OpenData(HomeLink):
    slug = "open-data"
    order = 60
    title = _("I work with open data")
    text = _("The registry, the schools and the matrix for programs")
    url_name = "api_docs"
    tone = "turquoise"


@admin_blocks.plug
class MyWork(AdminBlock):
    """What the member of staff has asked of the portal, and what the portal has told."""

    slug = "work"
    title = _("Background work")
    template = "cabinet/_admin_work.html"
    order = 30

    def context(self, user: Any) -> dict[str, Any]:
        jobs = Job.objects.visible_to(user)
        unread = Notice.objects.visible_to(user).unread().count()
        return {"jobs": jobs[:LATEST], "unread": unread}


@admin_blocks.plug
class Undelivered(AdminBlock):
    """Messages that did not reach anybody, for those who look after them; hidden while all is well."""

    slug = "undelivered"
    title = _("Deliveries")
    template = "cabinet/_admin_undelivered.html"
    order = 5

    def context(self, user: Any) -> dict[str, Any] | None:
        seen = Delivery.objects.visible_to(user)
        failed, late = seen.failed().count(), seen.late().count()
        locked = Breaker.objects.exclude(fault="") if user.has_perm("eculture.view_delivery") else ()
        faults = [(channels[one.pk].title, one.fault) for one in locked if channels.get(one.pk)]
        found = {"failed": failed, "late": late, "faults": faults}
        return found if any(found.values()) else None


@admin_blocks.plug
class JournalSeals(AdminBlock):
    """Whether the journal is sealed and whole: green or red, for those who may read it."""

    slug = "seals"
    title = _("The journal")
    template = "ui/seals.html"
    order = 40

    def context(self, user: Any) -> dict[str, Any] | None:
        return {"seals": sealing.state()} if user.has_perm("eculture.view_journalentry") else None
