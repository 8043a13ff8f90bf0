"""Class books as the ministry sees them: to read; only the days off are kept here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from eculture.admin import HouseAdmin
from schools.teaching.groups import StudyGroup
from schools.teaching.lessons import LessonEntry
from schools.teaching.terms import DayOff, Term


class ReadOnly(HouseAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StudyGroup)
class StudyGroupAdmin(ReadOnly):
    list_display = ("subject", "name", "school", "teacher_name", "year")
    list_filter = ("year",)
    list_select_related = ("school__institution", "teacher__person")
    search_fields = ("subject", "name", "school__institution__name_az")
    fields = ("school", "subject", "name", "teacher_name", "year")


@admin.register(LessonEntry)
class LessonEntryAdmin(ReadOnly):
    list_display = ("lesson", "enrolment", "mark", "attendance", "at")
    list_filter = ("attendance", "mark")
    list_select_related = ("lesson__group", "enrolment__person", "enrolment__programme__specialty")
    show_full_result_count = False
    fields = ("lesson", "enrolment", "mark", "attendance", "rev", "by", "at")


@admin.register(Term)
class TermAdmin(ReadOnly):
    list_display = ("school", "year", "__str__", "starts_on", "ends_on", "closed_at")
    list_filter = ("year", "kind")
    list_select_related = ("school__institution",)
    search_fields = ("school__institution__name_az",)
    fields = ("school", "year", "kind", "ordinal", "starts_on", "ends_on", "closed_at")


@admin.register(DayOff)
class DayOffAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("day", "name")
