from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.jobs import Job, JobKind, kinds
from eculture.reports import Report
from registry.duplicates import desk, finding
from registry.institutions import Institution, InstitutionQuerySet
from registry.intake import checking
from registry.intake.imports import CHECKS, UNDOES, WRITES, ImportLoad
from registry.territory import Unit


class RegionForm(forms.Form):
    region = forms.ModelChoiceField(
        Unit.objects.regions().in_order(), required=False, label=_("Economic region")
    )


@kinds.plug
class RegistryExtract(Report):
    slug = "registry-extract"
    title = _("Extract from the registry")
    description = _("Every institution with its code, kind, territory, state and source.")
    permission = "registry.view_institution"
    form_class = RegionForm
    columns = {
        "code": _("Registry code"),
        "name_az": _("Official name"),
        "kind__name": _("Kind"),
        "registered_unit__economic_region__name": _("Economic region"),
        "registered_unit__name": _("Territory of registration"),
        "operating_unit__name": _("Territory of operation"),
        "address": _("Address"),
        "get_state_display": _("State"),
        "voen": _("VÖEN"),
        "source": _("Source"),
    }

    def rows(self, user: Any, region: int | None = None, **params: Any) -> InstitutionQuerySet:
        found = Institution.objects.visible_to(user).of_record().with_labels().in_order()
        return found.filter(registered_unit__region=region) if region else found


class ListWork(JobKind):
    """Work on a list of institutions that somebody sent."""

    permission = "registry.add_importload"

    def load(self, pk: int) -> ImportLoad:
        return ImportLoad.objects.select_related("sender").get(pk=pk)

    def next_page(self, *, load: int, **params: Any) -> str:
        return self.load(load).get_absolute_url()


@kinds.plug
class ListChecked(ListWork):
    slug = CHECKS
    title = _("Check of a list of institutions")

    def run(self, job: Job, *, load: int) -> None:
        checking.check(self.load(load), job)


@kinds.plug
class ListWritten(ListWork):
    slug = WRITES
    title = _("List of institutions written")

    def run(self, job: Job, *, load: int) -> None:
        checking.write_rows(self.load(load), job)


@kinds.plug
class ListUndone(ListWork):
    slug = UNDOES
    title = _("List of institutions undone")

    def run(self, job: Job, *, load: int, reason: str) -> None:
        with job.fenced():
            self.load(load).undo(by=job.by, reason=reason)


@kinds.plug
class DuplicatesFound(JobKind):
    slug = desk.SEARCH
    title = _("Search for possible duplicates")
    permission = desk.CHANGE

    def run(self, job: Job) -> None:
        with job.fenced():
            finding.find()

    def next_page(self, **params: Any) -> str:
        return reverse("admin:registry_duplicates")
