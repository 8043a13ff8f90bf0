from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.sessions import end_all_sessions
from eculture.accounts import User
from eculture.admin import HouseAdmin


@admin.register(User)
class AccountAdmin(HouseAdmin):
    """Accounts to look at. Nothing is changed here but one thing: all sessions of an account can be ended."""

    list_display = ("label", "is_staff", "is_active", "last_login", "open_sessions")
    list_filter = ("is_staff", "is_active")
    list_select_related = ("person",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address")
    ordering = ("-pk",)
    actions = ("end_sessions",)
    fields = readonly_fields = (
        "label",
        "is_staff",
        "is_active",
        "date_joined",
        "last_login",
        "open_sessions",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        mine = UserSession.objects.filter(user=OuterRef("pk")).order_by().values("user")
        count = Subquery(mine.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(sessions=Coalesce(count, 0))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The owner of an address that the officer knows; no address is tried out letter by letter."""
        return (queryset.filter(email__iexact=search_term.strip()) if search_term else queryset), False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup.partition("__")[0] in self.list_filter

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("cabinet.end_sessions")

    @admin.action(description=_("End all sessions"), permissions=["end_sessions"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            end_all_sessions(user, by=request.user)
        messages.success(request, _("The sessions have been ended and the owners are told."))

    @admin.display(description=_("account"))
    def label(self, user: User) -> str:
        return user.label

    @admin.display(description=_("open sessions"))
    def open_sessions(self, user: User) -> int:
        return user.sessions
