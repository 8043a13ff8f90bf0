from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from cabinet.payments.models import Bill, Payment
from eculture.admin import HouseAdmin


class ReadOnly:
    """Money changes by the word of the bank alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PaymentInline(ReadOnly, TabularInline):
    model = Payment
    extra = 0
    fields = ("amount", "state", "reference", "started_at", "asked_at")
    readonly_fields = fields


@admin.register(Bill)
class BillAdmin(ReadOnly, HouseAdmin):
    list_display = ("what", "short_name", "amount", "state", "created_at")
    list_filter = ("state", "payable")
    list_select_related = ("person",)
    fields = ("what", "short_name", "amount", "state", "created_at", "due_at")
    readonly_fields = fields
    inlines = (PaymentInline,)

    @admin.display(description=_("what for"))
    def what(self, bill: Bill) -> str:
        return bill.text

    @admin.display(description=_("about whom"))
    def short_name(self, bill: Bill) -> str:
        return bill.person.short_name


@admin.register(Payment)
class PaymentAdmin(ReadOnly, HouseAdmin):
    """What the bank's statement is compared with: every payment under the bank's own number."""

    list_display = ("reference", "bill", "amount", "state", "started_at", "asked_at")
    list_filter = ("state",)
    list_select_related = ("bill",)
    search_fields = ("reference",)
    search_help_text = _("Number at the gateway")
    fields = ("bill", "amount", "state", "reference", "started_at", "asked_at")
    readonly_fields = fields
