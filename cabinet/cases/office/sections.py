"""What waits for an officer on the first page of the administration, and the way to the inbox."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cabinet.cases.office.inbox import Inbox
from eculture.sections import AdminBlock, NavItem, admin_blocks, nav_items

FIRST = ("mine", "unassigned", "near", "sign", "opinions", "late")

nav_items.plug(
    NavItem(
        "inbox", _("Cases"), "admin:cabinet_case_changelist", frozenset({"staff"}), 20, "cabinet.open_inbox",
        icon="document", in_bottom_bar=True,
    )
)  # fmt: skip


@admin_blocks.plug
class Queue(AdminBlock):
    """How many cases wait in each heap; each number opens its list."""

    slug = "cases"
    title = _("Cases")
    template = "cabinet/_admin_cases.html"
    order = 5

    def context(self, user: Any) -> dict[str, Any] | None:
        tabs = [tab for tab in Inbox(user, QueryDict()).tabs if tab.slug in FIRST]
        return {"tabs": tabs} if tabs else None
