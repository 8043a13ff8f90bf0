from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cabinet.trust.retention import RetentionRule
from eculture.admin import HouseAdmin


@admin.register(RetentionRule)
class RetentionRuleAdmin(HouseAdmin, TranslationAdmin):
    """What the lawyers of the ministry correct; each portion of data has its row."""

    list_display = ("name", "is_kept", "years", "law", "is_assumption")
    list_filter = ("is_kept", "is_assumption")
    fields = ("name", "is_kept", "years", "law", "article", "why", "is_assumption")
    readonly_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("which data"))
    def name(self, rule: RetentionRule) -> str:
        return str(rule.title)
