import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.files.forms import PaperForm
from cabinet.files.models import Attachment
from cabinet.people.models import person_of
from cabinet.views.documents import as_download

PAGE = 20


@login_required
@require_safe
def attachment(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return as_download(found.file, found.name, found.content_type)


@login_required
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    mine = Attachment.objects.editable_by(request.user).select_related("owner")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/files/papers.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the paper is called, until when it is valid, whether it may be used again."""
    found = _mine(request, pk)
    form = PaperForm(request.POST or None, instance=found)
    if form.is_valid():
        form.carry_out(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("cabinet:papers")
    context = {"attachment": found, "form": form, "refusal": found.refusal_to_remove()}
    return render(request, "cabinet/files/paper.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def removal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _mine(request, pk)
    found.remove(by=request.user)
    messages.success(request, _("“%(paper)s” has been removed.") % {"paper": found.title})
    return redirect("cabinet:papers")


def _mine(request: HttpRequest, pk: uuid.UUID) -> Attachment:
    """A paper that one may change; who may only look is told why, a stranger nothing."""
    found = Attachment.objects.editable_by(request.user).filter(pk=pk).first()
    if found is None:
        owner = get_object_or_404(Attachment.objects.of(request.user), pk=pk).owner
        raise person_of(request.user).refusal_to_act_for(owner) or Http404()
    return found
