"""The page of the open data and the files behind it."""

from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from registry.releases.dcat import catalogue
from registry.releases.release import OpenDataTerms, Release, ReleaseFile, format_of

SHOWN = 40


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The last release in every format, and the days of those that are kept."""
    releases = list(Release.objects.visible_to(request.user).complete().prefetch_related("files")[:SHOWN])
    context = {
        "release": releases[0] if releases else None,
        "earlier": releases[1:],
        "terms": OpenDataTerms.objects.first(),
    }
    return render(request, "registry/open_data.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def catalog(request: HttpRequest) -> JsonResponse:
    release = Release.objects.visible_to(request.user).complete().prefetch_related("files").first()
    terms = OpenDataTerms.objects.first()
    if release is None or terms is None:
        raise Http404
    return JsonResponse(catalogue(release, terms), content_type="application/ld+json")


def _file(request: HttpRequest, day: str, name: str) -> ReleaseFile | None:
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        return None
    kept = Release.objects.visible_to(request.user).complete().filter(day=asked)
    return ReleaseFile.objects.filter(release__in=kept, format=format_of(name)).first()


def _fingerprint(request: HttpRequest, day: str, name: str) -> str | None:
    file = _file(request, day, name)
    return quote_etag(file.sha256) if file else None


@require_safe
@condition(etag_func=_fingerprint)
def release_file(request: HttpRequest, day: str, name: str) -> FileResponse:
    """A file of a release; it never changes, its fingerprint is its ETag."""
    file = _file(request, day, name)
    if file is None:
        raise Http404
    is_text = file.media_type.startswith("text/")
    kind = f"{file.media_type}; charset=utf-8" if is_text else file.media_type
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=f"{day}-{name}", content_type=kind)
