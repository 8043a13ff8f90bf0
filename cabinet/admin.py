from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

import cabinet.accounts.admin
import cabinet.cases.office.admin
import cabinet.payments.admin
import cabinet.services.admin
import cabinet.trust.admin  # noqa: F401 -- these register accounts, cases, services and rules
from cabinet.models import Delegation, Guardianship, Person
from cabinet.people.access_log import person_of_document
from cabinet.people.admin_looks import LookedAt
from cabinet.people.desk import not_for_oneself
from eculture import journal
from eculture.admin import HouseAdmin
from eculture.azerbaijani import AzFold, az_fold
from eculture.channels import channels
from eculture.delivery import Delivery, DeliveryTry
from eculture.documents import IssuedDocument, normalise_code
from eculture.notices import kinds


class GuardianshipInline(StackedInline):
    """Where staff confirm with the papers in hand what a guardian could not add alone."""

    model = Guardianship
    fk_name = "child"
    extra = 0
    can_delete = False
    autocomplete_fields = ("guardian",)
    fields = ("guardian", "kind", "since", "until", "document")
    verbose_name_plural = _("represented by")


@admin.register(Person)
class PersonAdmin(LookedAt, HouseAdmin):
    """Persons without their FIN; opening one leaves a trace that the person can read.

    The list leaves none, so it tells of the birth no more than the year.
    """

    list_display = ("full_name", "birth_year", "citizenship", "has_account")
    search_fields = ("surname", "name")
    search_help_text = _("Surname and given name; letters with and without marks are the same.")
    list_filter = ("citizenship",)
    fields = ("surname", "name", "patronymic", "sex", "birth_date", "citizenship", "part_of_fin")
    readonly_fields = ("part_of_fin",)
    inlines = (GuardianshipInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        for word in az_fold(search_term).split():
            folded = queryset.annotate(folded_surname=AzFold("surname"), folded_name=AzFold("name"))
            queryset = folded.filter(folded_surname__startswith=word) | folded.filter(
                folded_name__startswith=word
            )
        return queryset, False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """No filter of the address may try out a FIN letter by letter, or a birthday day by day."""
        return not lookup.startswith(("fin", "user", "birth_date")) and super().lookup_allowed(
            lookup, value, request
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        not_for_oneself(request.user, obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for changed in (one.instance for one in formset.forms if one.has_changed()):
            not_for_oneself(request.user, changed.guardian, changed.child)
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            journal.record("confirm_guardianship", on=row, by=request.user, after={"guardian": row.guardian})

    @admin.display(description=_("person"), ordering="surname")
    def full_name(self, person: Person) -> str:
        return person.full_name

    @admin.display(description=_("year of birth"))
    def birth_year(self, person: Person) -> int:
        return person.birth_date.year

    @admin.display(description=_("FIN"))
    def part_of_fin(self, person: Person) -> str:
        return person.masked_fin

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, person: Person) -> bool:
        return person.user_id is not None


@admin.register(Guardianship)
class GuardianshipAdmin(LookedAt, HouseAdmin):
    verbs_journal = True
    data = "guardianship"
    list_display = ("guardian", "child", "kind", "since", "until", "limit", "is_live")
    list_select_related = ("guardian", "child")
    list_filter = ("kind", "limit")
    autocomplete_fields = ("guardian", "child")

    def persons_of(self, row: Guardianship) -> tuple[Person, Person]:
        return row.guardian, row.child

    def save_model(self, request: HttpRequest, obj: Guardianship, form: Any, change: bool) -> None:
        not_for_oneself(request.user, obj.guardian, obj.child)
        super().save_model(request, obj, form, change)
        verb = "change_guardianship" if change else "confirm_guardianship"
        after = {
            name: getattr(obj, name) for name in ("guardian", "until", "limit", "limit_since", "limit_act")
        }
        journal.record(verb, on=obj, by=request.user, after=after)

    @admin.display(description=_("in force"), boolean=True)
    def is_live(self, row: Guardianship) -> bool:
        return row.until is None or row.until > timezone.localdate()


@admin.register(Delegation)
class DelegationAdmin(LookedAt, HouseAdmin):
    """Who acts for whom, to look at; only the two of them change it."""

    data = "delegation"
    list_display = ("__str__", "principal", "shown_delegate", "state", "since", "until", "only_looks")
    list_display_links = ("__str__",)
    list_select_related = ("principal", "delegate")
    list_filter = ("state", "only_looks")
    show_full_result_count = False
    fields = readonly_fields = (
        "principal",
        "shown_delegate",
        "state",
        "covers_all",
        "services",
        "only_looks",
        "since",
        "until",
        "asked_at",
        "accepted_at",
        "ended_at",
        "reason",
    )

    def persons_of(self, row: Delegation) -> list[Person]:
        return [one for one in (row.principal, row.delegate) if one]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("who acts"))
    def shown_delegate(self, row: Delegation) -> str:
        return row.shown_delegate


class TryInline(TabularInline):
    """Every try of a delivery, as it ended."""

    model = DeliveryTry
    fields = readonly_fields = ("number", "begun_at", "ended_at", "outcome", "error", "reference")
    extra = 0
    can_delete = False
    verbose_name_plural = _("tries")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("eculture.view_delivery")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_add_permission = has_change_permission


class ByState(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    STATES = {
        "failed": _("not delivered"),
        "late": _("waiting for more than an hour"),
        "waiting": _("waiting"),
        "sent": _("sent"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "late":
            return queryset.late()
        return queryset.filter(state=self.value()) if self.value() in self.STATES else queryset


class ByChannel(admin.SimpleListFilter):
    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(channel.slug, channel.title) for channel in channels]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(channel=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(HouseAdmin):
    """What was sent by which channel; addresses are masked, and the text stays with its reader."""

    verbs_journal = True
    list_display = ("kind", "way", "masked_address", "state", "tries", "created_at", "due_at", "error")
    list_display_links = ("kind",)
    list_filter = (ByState, ByChannel)
    list_select_related = ("notice__to",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("try_again",)
    fields = readonly_fields = (
        "kind",
        "way",
        "masked_address",
        "state",
        "tries",
        "created_at",
        "due_at",
        "sent_at",
        "error",
        "key",
    )
    inlines = (TryInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = queryset.values("pk")
        for delivery in Delivery.objects.editable_by(request.user).failed().filter(pk__in=chosen):
            delivery.try_again(by=request.user)

    @admin.display(description=_("notice"))
    def kind(self, delivery: Delivery) -> str:
        return str(getattr(kinds.get(delivery.notice.kind), "title", delivery.notice.kind))

    @admin.display(description=_("channel"))
    def way(self, delivery: Delivery) -> str:
        return str(getattr(channels.get(delivery.channel), "title", delivery.channel))

    @admin.display(description=_("address"))
    def masked_address(self, delivery: Delivery) -> str:
        return delivery.masked_address


class RevocationForm(forms.ModelForm):
    """The one thing to write on an issued document: why it holds no longer."""

    reason = forms.CharField(
        label=_("Why the document is revoked"),
        help_text=_("Saving revokes it at once and for good. The reason stays in the journal, for staff."),
        max_length=500,
        widget=UnfoldAdminTextareaWidget,
    )

    class Meta:
        model = IssuedDocument
        fields = ()


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(LookedAt, HouseAdmin):
    """Issued documents to look at, which the person can read of; the holder alone downloads the file."""

    data = "document"

    verbs_journal = True
    form = RevocationForm
    list_display = ("name", "spaced_code", "holder_label", "issuer", "state", "issued_at")
    list_filter = ("state", "kind")
    list_per_page = 50
    search_fields = ("code",)
    search_help_text = _("Verification code, as printed")
    readonly_fields = (
        "name",
        "spaced_code",
        "state",
        "holder_label",
        "issuer",
        "signer",
        "issued_at",
        "ended_at",
        "superseded_by",
        "sha256",
    )

    def persons_of(self, row: IssuedDocument) -> QuerySet[Person]:
        return person_of_document(row)

    def get_fields(self, request: HttpRequest, obj: IssuedDocument | None = None) -> Any:
        may_revoke = self.has_change_permission(request, obj)
        return (*self.readonly_fields, "reason") if may_revoke else self.readonly_fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return (queryset.filter(code=normalise_code(search_term)) if search_term else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: IssuedDocument, form: Any, change: bool) -> None:
        obj.revoke(by=request.user, reason=form.cleaned_data["reason"])

    @admin.display(description=_("document"))
    def name(self, obj: IssuedDocument) -> str:
        return obj.name

    @admin.display(description=_("code"), ordering="code")
    def spaced_code(self, obj: IssuedDocument) -> str:
        return obj.spaced_code
