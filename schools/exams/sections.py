"""What the room shows in the header and on the desk of a commission."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.sections import AdminBlock, NavItem, admin_blocks, nav_items
from schools.exams.appeals import DECIDE, Appeal

nav_items.plug(
    NavItem(
        "jury", _("Jury"), "schools:jury", frozenset({"staff"}), 35, "schools.judge_exams", "people", True
    )
)
SHOWN = 5


@admin_blocks.plug
class AppealsWaiting(AdminBlock):
    """Appeals of the region that wait for its commission, the oldest first."""

    slug = "appeals"
    title = _("Appeals")
    template = "schools/_admin_appeals.html"
    order = 15

    def context(self, user: Any) -> dict[str, Any] | None:
        if not user.has_perm(DECIDE):
            return None
        waiting = Appeal.objects.editable_by(user).waiting()
        return {"count": waiting.count(), "rows": waiting.with_names()[:SHOWN]}
