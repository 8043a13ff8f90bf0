"""The public pages: schools, one school, the admission of this year."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace
from schools.listing import Wish, named, side_by_side
from schools.org.models import School

PAGE = 20


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    wish = Wish.of(request.GET)
    campaign = Campaign.objects.visible_to(request.user).running().first()
    found = wish.schools(request.user).with_names().with_programmes()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    places = PlanPlace.objects.free_by_school(campaign, page.object_list)
    context = {"wish": wish, "page": page, "choices": wish.choices(), "campaign": campaign}
    context["rows"] = [(school, places.get(school.pk, 0)) for school in page]
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
    campaign = Campaign.objects.visible_to(request.user).running().with_stages().first()
    wish = Wish.of(request.GET)
    context = {"campaign": campaign, "wish": wish}
    if campaign:
        plan = side_by_side(wish.plan(campaign, request.user))
        context["page"] = page = Paginator(plan, PAGE).get_page(request.GET.get("page"))
        context["rows"] = named(list(page), campaign)
        context["choices"], context["ages"] = wish.choices(), campaign.ages()
        context["dates"] = [stage.as_row for stage in campaign.stages.all()]
        context["totals"] = campaign.plan_places.totals()
    return render(request, "schools/admissions.html", context)
