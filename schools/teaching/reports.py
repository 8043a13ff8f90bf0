from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.jobs import kinds
from eculture.reports import Report
from schools.teaching.completeness import with_completeness
from schools.teaching.groups import StudyGroup, StudyGroupQuerySet
from schools.teaching.terms import this_year


@kinds.plug
class ClassBookCompleteness(Report):
    slug = "classbook-completeness"
    title = _("Class books: how much is filled in")
    description = _("Each group of this academic year: lessons held, squares to fill in, squares filled in.")
    permission = "schools.view_studygroup"
    columns = {
        "school__name": _("School"),
        "subject": _("Subject"),
        "name": _("Group"),
        "teacher_name": _("Teacher"),
        "held": _("Lessons held"),
        "expected": _("Squares to fill in"),
        "recorded": _("Filled in"),
        "percent_recorded": _("Per cent"),
    }

    def rows(self, user: Any, **params: Any) -> StudyGroupQuerySet:
        groups = StudyGroup.objects.visible_to(user).of_year(this_year())
        return with_completeness(groups.with_names().order_by("school", "subject", "name", "pk"))
