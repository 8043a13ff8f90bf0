"""Where staff keep the registry: institutions by right, mandates by the ministry, classifiers to look up."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import StackedInline, TabularInline

from eculture.admin import HouseAdmin
from eculture.azerbaijani import AzFold, az_fold
from eculture.models import User
from eculture.refusals import Refusal
from eculture.roles import roles
from registry.buildings import desk as buildings_desk  # noqa: F401 -- registers its tables
from registry.care import desk as care_desk
from registry.classifiers import Cluster, Indicator, Kind, Trait
from registry.duplicates import desk as duplicates_desk
from registry.history.acts import LegalAct
from registry.history.events import Effect, LifecycleEvent
from registry.identifiers import SCHEMES, identify, refuse_what_is_no_identifier
from registry.institutions import ExternalId, Institution, register
from registry.intake import desk as intake_desk
from registry.mandates import Mandate, grant
from registry.quality import desk as quality_desk
from registry.quality.desk import StrayFilter, WithoutFilter
from registry.quality.scores import Criterion, score_of
from registry.releases.release import OpenDataTerms
from registry.territory import Population, Unit

DECIDED = ("kind", "registered_unit", "name_az")  # by an act: only who may enter institutions changes it


class FoldedSearch:
    """Search by name in any spelling."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        for word in az_fold(search_term).split():
            queryset = queryset.annotate(folded=AzFold("name_az")).filter(folded__contains=word)
        return queryset, False


class InstitutionForm(forms.ModelForm):
    """A correction says why, and whether it was never otherwise."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Stands in the history of the row.")
    )
    always = forms.BooleanField(
        label=_("It has always been so"),
        required=False,
        help_text=_("Corrects the past too. Otherwise the change holds from today."),
    )


class IdentifierForm(forms.ModelForm):
    source = forms.ChoiceField(
        label=_("Register"), choices=lambda: [(code, one.title) for code, one in SCHEMES.items()]
    )

    class Meta:
        model = ExternalId
        fields = ("source", "ref", "since", "until")
        labels = {"ref": _("Identifier")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("source", "ref") if self.instance.pk else ():
            self.fields[name].disabled = True  # another identifier is another row

    def clean(self) -> None:
        """The refusal of the verb stands on the form."""
        told = {name: self.cleaned_data.get(name) for name in ("source", "ref", "since", "until")}
        try:
            refuse_what_is_no_identifier(self.instance.institution, **told)
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))


class IdentifierInline(StackedInline):
    """What other registers call it; one that holds no more gets a last day."""

    model = ExternalId
    form = IdentifierForm
    extra = 0
    can_delete = False
    verbose_name = _("identifier")
    verbose_name_plural = _("identifiers")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(source__in=SCHEMES)


@admin.register(Institution)
class InstitutionAdmin(HouseAdmin):
    verbs_journal = True
    form = InstitutionForm
    list_display = ("name_az", "code", "kind", "registered_unit", "state")
    list_filter = ("state", "kind__cluster", "registered_unit__region", WithoutFilter, StrayFilter)
    list_select_related = ("kind", "registered_unit")
    list_per_page = 50
    search_fields = ("name_az",)
    search_help_text = _("Name, place, kind or registry code, in any spelling")
    autocomplete_fields = ("kind", "registered_unit")
    readonly_fields = (
        *("code", "state", "operating_unit", "supervisor", "honour", "closed_on", "successor"),
        *("parent", "quality"),
    )
    fields = (
        "code",
        "state",
        "kind",
        ("name_az", "short_name"),
        ("name_en", "name_ru"),
        ("registered_unit", "operating_unit"),
        "address",
        ("lat", "lon"),
        ("founded", "voen"),
        ("supervisor", "parent", "honour"),
        ("phone", "website"),
        "traits",
        ("source", "source_url"),
        ("closed_on", "successor"),
        "quality",
    )
    filter_horizontal = ("traits",)
    inlines = (IdentifierInline,)

    def get_fields(self, request: HttpRequest, obj: Institution | None = None) -> Any:
        """A new institution takes the traits of its kind; only who changes something says why."""
        fields = self.fields if obj else tuple(each for each in self.fields if each != "traits")
        if not self.has_change_permission(request, obj):
            return fields
        return (*fields, "reason", "always") if obj else (*fields, "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Institution | None = None) -> Any:
        decides = request.user.has_perm("registry.add_institution")
        return self.readonly_fields if decides else (*self.readonly_fields, *DECIDED)

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        rooms = (quality_desk, intake_desk, care_desk, duplicates_desk)
        return [*(url for room in rooms for url in room.urls(guard)), *super().get_urls()]

    @admin.display(description=_("Quality of the record"))
    def quality(self, obj: Institution) -> str:
        if not obj.pk:
            return "–"
        score = score_of(obj)
        lacks = ", ".join(str(what) for what, _why, _points in score.lacks)
        said = _("%(points)s of 100. It lacks: %(lacks)s.") if lacks else _("%(points)s of 100.")
        return said % {"points": score.points, "lacks": lacks}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return (queryset.search(search_term[:100]) if az_fold(search_term) else queryset), False

    def save_model(self, request: HttpRequest, obj: Institution, form: Any, change: bool) -> None:
        asked = ("reason", "always") if change else ("reason",)
        told = {name: form.cleaned_data[name] for name in asked}
        apart = {"traits", "reason", "always"}
        values = {name: form.cleaned_data[name] for name in form.changed_data if name not in apart}
        if change:
            Institution.objects.get(pk=obj.pk).amend(by=request.user, **told, **values)
        else:
            entered = register(by=request.user, **told, **values)
            obj.pk, obj.code = entered.pk, entered.code

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if "traits" in form.cleaned_data:
            form.instance.give_traits(form.cleaned_data.pop("traits"), by=request.user)
        super().save_related(request, form, formsets, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for asked in formset.forms:
            if asked.has_changed():
                told = {name: asked.cleaned_data[name] for name in ("ref", "since", "until")}
                identify(form.instance, asked.cleaned_data["source"], by=request.user, **told)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []


@admin.register(LegalAct)
class LegalActAdmin(HouseAdmin):
    """Acts are written down with an event; here their text is added."""

    list_display = ("kind", "number", "on", "link")
    list_filter = ("kind",)
    search_fields = ("number",)
    readonly_fields = ("kind", "number", "on")
    fields = ("kind", "number", "on", "link", "file")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class EffectInline(TabularInline):
    model = Effect
    fields = readonly_fields = ("institution", "role", "said")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("registry.view_lifecycleevent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("institution").order_by("pk")

    @admin.display(description=_("What it changed"))
    def said(self, obj: Effect) -> str:
        """As it is stored: an entry holds everything, other events what they touch."""
        told = {name: value for name, value in obj.changes.items() if value not in ("", None)}
        label = Institution._meta.get_field
        return "; ".join(f"{label(name).verbose_name}: {value}" for name, value in told.items()) or "–"


@admin.register(LifecycleEvent)
class LifecycleEventAdmin(HouseAdmin):
    """What happened to institutions; nothing is rewritten here, an event is struck out on its own page."""

    verbs_journal = True
    list_display = ("kind", "names", "on", "act", "recorded_at", "voided_at")
    list_filter = ("kind", "precision")
    list_select_related = ("act",)
    search_fields = ("act__number", "reason", "effects__institution__name_az")
    list_per_page = 50
    inlines = (EffectInline,)
    readonly_fields = fields = (
        *("kind", "on", "precision", "act", "reason", "recorded_at", "recorded_by"),
        *("voided_at", "voided_by", "void_reason", "annulment"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).in_full()

    @admin.display(description=_("Institutions"))
    def names(self, obj: LifecycleEvent) -> str:
        return ", ".join(effect.institution.name_az for effect in obj.effects.all())

    @admin.display(description=_("If it was recorded by mistake"))
    def annulment(self, obj: LifecycleEvent) -> str:
        if not obj.may_be_struck_out:
            return "–"
        url = reverse("registry:annulment", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', url, _("Strike the event out"))


class MandateForm(forms.ModelForm):
    """A mandate names its account by address, so that no list of accounts can be read here."""

    email = forms.EmailField(label=_("E-mail address of the account"), required=False)
    role = forms.ChoiceField(label=_("Role"))

    class Meta:
        model = Mandate
        fields = ("email", "role", "institution", "region", "since", "until", "act")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["email"]  # whose it is stands already
        if "role" in self.fields:
            self.fields["role"].choices = [(role.slug, role.title) for role in roles]
        if "region" in self.fields:
            self.fields["region"].queryset = Unit.objects.regions()

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this address."))
        self.instance.user = user
        return email


@admin.register(Mandate)
class MandateAdmin(HouseAdmin):
    verbs_journal = True
    form = MandateForm
    list_display = ("user", "role_title", "scope", "since", "until", "is_revoked")
    list_filter = ("role",)
    list_select_related = ("user", "institution", "region")
    search_fields = ("user__email",)
    autocomplete_fields = ("institution",)
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Mandate | None = None) -> Any:
        granted = ("role", "institution", "region", "since", "until", "act")
        return ("user", *granted, "revoked_at", "granted_by") if obj else ("email", *granted)

    def get_readonly_fields(self, request: HttpRequest, obj: Mandate | None = None) -> Any:
        """A mandate that was granted can only be given another end."""
        return tuple(name for name in self.get_fields(request, obj) if name != "until") if obj else ()

    def save_model(self, request: HttpRequest, obj: Mandate, form: Any, change: bool) -> None:
        if change:
            obj.move_end(until=form.cleaned_data["until"], by=request.user)
            return
        names = ("role", "institution", "region", "since", "until", "act")
        granted = grant(to=obj.user, by=request.user, **{name: form.cleaned_data[name] for name in names})
        obj.pk = granted.pk

    @admin.action(description=_("Revoke at once"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = queryset.values("pk")
        for mandate in Mandate.objects.editable_by(request.user).filter(pk__in=chosen):
            mandate.revoke(by=request.user)

    @admin.display(description=_("Role"), ordering="role")
    def role_title(self, obj: Mandate) -> str:
        return str(obj.title)

    @admin.display(description=_("Where it holds"))
    def scope(self, obj: Mandate) -> str:
        return obj.scope_name

    @admin.display(description=_("Revoked"), boolean=True)
    def is_revoked(self, obj: Mandate) -> bool:
        return obj.revoked_at is not None


@admin.register(Unit)
class UnitAdmin(FoldedSearch, HouseAdmin, TranslationAdmin):
    list_display = ("name", "code", "kind", "region")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("name_az",)
    ordering = ("code",)


@admin.register(Population)
class PopulationAdmin(HouseAdmin):
    list_display = ("unit", "day", "people", "source")
    list_filter = ("day",)
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)


@admin.register(Kind)
class KindAdmin(FoldedSearch, HouseAdmin, TranslationAdmin):
    list_display = ("name", "code", "cluster", "is_school", "is_expected")
    list_select_related = ("cluster",)
    search_fields = ("name_az",)


@admin.register(Criterion)
class CriterionAdmin(HouseAdmin):
    list_display = ("code", "weight")

    def get_readonly_fields(self, request: HttpRequest, obj: Criterion | None = None) -> Any:
        return ("code",) if obj else ()


@admin.register(OpenDataTerms)
class OpenDataTermsAdmin(HouseAdmin):
    list_display = ("publisher", "contact", "licence")


@admin.register(Indicator)
class IndicatorAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("name", "code", "most", "jump", "order")
    filter_horizontal = ("kinds",)


@admin.register(Cluster, Trait)
class ClassifierAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("name", "code", "order")
