from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cabinet.accounts.sessions import end_session


@login_required
@require_POST
def session_ending(request: HttpRequest, pk: int) -> HttpResponse:
    end_session(get_object_or_404(UserSession, user=request.user, pk=pk), by=request.user)
    messages.success(request, _("The session has been ended."))
    return redirect("usersessions_list")
