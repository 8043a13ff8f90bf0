"""The public pages: schools, one school, the admission of this year."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from schools.admissions.campaigns import Campaign
from schools.listing import Filters, Names, ages, plan_rows, school_rows, side_by_side
from schools.org.models import School

PAGE = 20


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    filters, names = Filters.of(request.GET), Names.in_language()
    found = filters.schools(request.user).with_line()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "choices": names.choices}
    context["rows"] = school_rows(page, names, Campaign.objects.visible_to(request.user).running())
    return render(request, "schools/schools.html", context)


@require_safe
def school(request: HttpRequest, code: str) -> HttpResponse:
    found = School.objects.visible_to(request.user).with_names().with_programmes()
    subject = get_object_or_404(found, institution__code=code)
    campaign = Campaign.objects.visible_to(request.user).running().first()
    context = {"school": subject, "campaign": campaign}
    if campaign:
        plan = campaign.plan_places.filter(school=subject)
        context["plan"] = plan.with_names().with_past().by_specialty()
    return render(request, "schools/school.html", context)


@require_safe
def admissions(request: HttpRequest) -> HttpResponse:
    campaign = Campaign.objects.visible_to(request.user).running().with_stages().with_totals().first()
    filters = Filters.of(request.GET)
    context = {"campaign": campaign, "filters": filters}
    if campaign:
        names = Names.in_language()
        titles = names.titles()
        plan = side_by_side(filters.plan(campaign, request.user), campaign)
        context["page"] = page = Paginator(plan, PAGE).get_page(request.GET.get("page"))
        context["rows"], context["choices"] = plan_rows(page, names, titles), names.choices
        context["ages"] = ages(campaign, titles)
        context["dates"] = [stage.as_row for stage in campaign.stages.all()]
    return render(request, "schools/admissions.html", context)
