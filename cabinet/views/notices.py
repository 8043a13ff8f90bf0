import uuid
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.azerbaijani import az_key
from eculture.channels import channels
from eculture.notices import Notice, NoticeKind, choose_channels, is_sent, kinds, said_by

PAGE = 20


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    mine = Notice.objects.visible_to(request.user)
    children, child = mine.children(), request.GET.get("child", "")
    shown = mine.about_child(child) if child else mine
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/notices.html", {"page": page, "tabs": _tabs(children, child)})


def _tabs(children: list[str], chosen: str) -> list[dict[str, Any]]:
    """All notices, and those about each child; nothing to choose while no notice names one."""
    if not children:
        return []
    named = [{"title": name, "url": f"?child={quote(name)}", "current": name == chosen} for name in children]
    return [{"title": _("All"), "url": "?", "current": not chosen}, *named]


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.editable_by(request.user), pk=pk)
    notice.mark_read()
    return redirect(notice.url or "cabinet:notices")


@login_required
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    Notice.objects.editable_by(request.user).unread().update(read_at=Now())
    return redirect("cabinet:notices")


@login_required
@require_http_methods(["GET", "POST"])
def notice_channels(request: HttpRequest) -> HttpResponse:
    """By which channel each kind of notice goes."""
    if request.method == "POST":
        pairs = {(kind.slug, way.slug) for kind in kinds for way in channels}
        choose_channels(request.user, wanted={pair for pair in pairs if ".".join(pair) in request.POST})
        messages.success(request, _("Your choice has been saved."))
        return redirect("cabinet:notice_channels")
    ways = list(channels)
    context = {"channels": ways, "columns": len(ways) + 1, "topics": _topics(request.user)}
    return render(request, "cabinet/notice_channels.html", context)


def _topics(user: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Topic → its kinds, each with a box for every channel; what has no topic of its own comes last."""
    said, others = said_by(user), str(NoticeKind.topic)
    rows = [{"topic": str(kind.topic), "title": kind.title, "boxes": _boxes(kind, said)} for kind in kinds]
    rows.sort(key=lambda row: (row["topic"] == others, az_key(row["topic"])))
    return [(topic, list(found)) for topic, found in groupby(rows, key=lambda row: row["topic"])]


def _boxes(kind: NoticeKind, said: dict[tuple[str, str], bool]) -> list[dict[str, Any]]:
    """A word stands instead of a box where a kind goes in any case."""
    return [
        {
            "name": f"{kind.slug}.{way.slug}",
            "channel": way.title,
            "is_fixed": way.is_fixed(kind),
            "is_ticked": is_sent(kind, way, said),
        }
        for way in channels
    ]
