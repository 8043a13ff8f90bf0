"""The desk of a school: its pupils, groups and terms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.azerbaijani import AzKey
from schools.models import Enrolment, GroupMembership, School, StudyGroup, Term
from schools.teaching.completeness import with_completeness
from schools.teaching.forms import GroupForm, PupilsForm, ReasonForm, TermForm, carried_out
from schools.teaching.terms import this_year

PAGE = 50
OPEN_GROUP = "schools.add_studygroup"
IN_ORDER = (AzKey("person__surname"), AzKey("person__name"), "pk")
SCHOOLS_SHOWN = 10


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The first page of a head or a teacher: the school and this year's groups."""
    schools = School.objects.run_by(request.user, "head", "teacher").with_names()[:SCHOOLS_SHOWN]
    if not schools:
        raise Http404
    mine = StudyGroup.objects.marked_by(request.user).of_year(this_year())
    groups = with_completeness(mine.with_names().with_size().in_order())[:PAGE]
    context = {"schools": schools, "groups": groups, "is_head": request.user.has_perm(OPEN_GROUP)}
    return render(request, "schools/teaching/desk.html", context)


@login_required
@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    schools = School.objects.editable_by(request.user)
    if not schools.exists():
        raise Http404
    rows = Enrolment.objects.visible_to(request.user).filter(school__in=schools).live().with_names()
    page = Paginator(rows.order_by(*IN_ORDER), PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/teaching/pupils.html", {"page": page})


@login_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("schools.view_studygroup"):
        raise Http404
    visible = StudyGroup.objects.visible_to(request.user).of_year(this_year())
    rows = with_completeness(visible.with_names().with_size().in_order())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_open": request.user.has_perm(OPEN_GROUP)}
    return render(request, "schools/teaching/groups.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_group(request: HttpRequest) -> HttpResponse:
    schools = list(School.objects.editable_by(request.user).with_names()[:SCHOOLS_SHOWN])
    if not schools:
        raise Http404
    wish = request.GET.get("school")
    school = next((school for school in schools if school.code == wish), schools[0])
    form = GroupForm(request.POST or None, school=school)
    group = carried_out(form, form.open_group, by=request.user)
    if group:
        return redirect("schools:group", group.pk)
    status = 422 if form.errors else 200
    return render(
        request, "schools/teaching/open_group.html", {"form": form, "school": school}, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: its teacher and pupils; its head adds pupils here."""
    found = get_object_or_404(StudyGroup.objects.visible_to(request.user).with_names(), pk=pk)
    is_mine = StudyGroup.objects.editable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not is_mine:
        raise Http404
    form = PupilsForm(request.POST or None, group=found)
    if form.is_valid():
        found.add_all(form.cleaned_data["pupils"], by=request.user)
        return redirect("schools:group", found.pk)
    members = found.memberships.live().in_order().select_related("enrolment__programme__specialty")
    context = {"group": found, "members": members, "form": form, "is_mine": is_mine}
    return render(request, "schools/teaching/group.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_membership(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    members = GroupMembership.objects.editable_by(request.user).live().select_related("enrolment__person")
    leaving = get_object_or_404(members, group=pk, pk=membership)
    leaving.end(by=request.user)
    person = leaving.enrolment.person
    messages.success(request, _("%(pupil)s is not in the group any more.") % {"pupil": person.short_name})
    return redirect("schools:group", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    school = School.objects.editable_by(request.user).with_names().first()
    if school is None:
        raise Http404
    form = TermForm(request.POST or None, instance=Term(school=school, year=this_year()))
    if carried_out(form, form.plan, by=request.user):
        return redirect("schools:terms")
    rows = Term.objects.editable_by(request.user).filter(school=school).in_order()
    context = {"form": form, "school": school, "terms": rows, "reason": ReasonForm()}
    return render(request, "schools/teaching/terms.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.editable_by(request.user), pk=pk)
    term.close(by=request.user)
    messages.success(request, _("%(term)s is closed. Its marks can be read, not changed.") % {"term": term})
    return redirect("schools:terms")


@login_required
@require_POST
def reopen_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.editable_by(request.user), pk=pk)
    term.reopen(by=request.user, reason=request.POST.get("reason", "")[:300])
    messages.success(request, _("%(term)s is open again.") % {"term": term})
    return redirect("schools:terms")
