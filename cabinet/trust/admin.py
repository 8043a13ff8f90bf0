from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from cabinet.people.consents import ConsentText, purposes
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


class WordingForm(forms.ModelForm):
    """All three languages at once: a consent in two languages is none in the third."""

    class Meta:
        model = ConsentText
        fields = ("purpose",)

    purpose = forms.ChoiceField(label=_("purpose"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "purpose" in self.fields:
            self.fields["purpose"].choices = [(one.slug, one.title) for one in purposes]


@admin.register(ConsentText)
class ConsentTextAdmin(HouseAdmin, TranslationAdmin):
    """One that stands is never changed: a new one is added, and asks everybody again."""

    verbs_journal = True
    form = WordingForm
    list_display = ("title", "version", "created_at")
    list_filter = ("purpose",)
    fields = ("purpose", "text")

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ConsentText, form: Any, change: bool) -> None:
        texts = {name: value for name, value in form.cleaned_data.items() if name.startswith("text_")}
        made = ConsentText.objects.publish(purpose=obj.purpose, by=request.user, **texts)
        obj.pk, obj.version = made.pk, made.version
        obj._state.adding = False

    @admin.display(description=_("purpose"))
    def title(self, text: ConsentText) -> str:
        return str(text.title)
