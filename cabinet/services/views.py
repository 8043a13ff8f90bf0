from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet.services.models import Service


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    return render(request, "cabinet/services.html", {"services": Service.objects.visible_to(request.user)})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.visible_to(request.user), slug=slug)
    return render(request, "cabinet/service.html", {"service": found})
