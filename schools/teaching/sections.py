"""What the room shows in the cabinet and in the header."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.sections import NavItem, Section, nav_items, sections
from schools.models import LessonEntry
from schools.teaching.summary import Summary

STAFF, MARKS, GROUPS = frozenset({"staff"}), "schools.change_lessonentry", "schools.change_studygroup"


@sections.plug
class ClassBookSection(Section):
    """Marks and attendance of the child whose tab is open."""

    slug = "classbook"
    title = _("Marks and attendance")
    template = "schools/teaching/section.html"
    order = 40

    def context(self, user: Any, person: Any) -> dict[str, Any] | None:
        if person is None:
            return None
        summary = Summary.of(LessonEntry.objects.of(person))
        if not summary.recorded:
            return None
        link = {
            "link_url": reverse("schools:child_classbook", args=[person.pk]),
            "link_text": _("All lessons"),
        }
        return {"summary": summary, **link}


for item in (
    NavItem("my-school", _("My school"), "schools:desk", STAFF, 20, MARKS, "home"),
    NavItem("classbooks", _("Class books"), "schools:groups", STAFF, 30, MARKS, "grid", True),
    NavItem("pupils", _("Pupils"), "schools:desk_pupils", STAFF, 40, GROUPS, "people", True),
):
    nav_items.plug(item)
