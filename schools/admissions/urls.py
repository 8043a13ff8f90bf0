from django.urls import path

from schools.admissions.views import choices, family, papers, public, reception

MINE = "cabinet/applications/"
ONE = f"{MINE}<str:number>/"

urlpatterns = [
    path("admissions/placements/", public.placements, name="placements"),
    path("admissions/placements/check/", public.placement_check, name="placement_check"),
    path("admissions/placements/<int:pk>/record/", public.placement_record, name="placement_record"),
    path("admissions/<int:year>/rules/", public.rules, name="rules"),
    path("admissions/<int:year>/rules/text/", public.rules_text, name="rules_text"),
    path("cabinet/desk/admission/", reception.start, name="desk_applications"),
    path("cabinet/desk/admission/<str:number>/", reception.opened, name="desk_application"),
    path("cabinet/desk/admission/<str:number>/code/", reception.code, name="desk_code"),
    path(MINE, family.applications, name="applications"),
    path(ONE, family.application, name="application"),
    path(f"{ONE}result/", family.result, name="result"),
    path(f"{ONE}centre/", family.centre, name="exam_centre"),
    path(f"{ONE}papers/", papers.papers, name="papers"),
    path(f"{ONE}submission/", family.submission, name="submission"),
    path(f"{ONE}withdrawal/", family.withdrawal, name="withdrawal"),
    path(f"{ONE}acceptance/", family.acceptance, name="acceptance"),
    path(f"{ONE}refusal/", family.refusal, name="refusal"),
    path(f"{ONE}vacancy/", family.vacancy, name="vacancy"),
    path(f"{ONE}choices/", choices.choices, name="choices"),
    path(f"{ONE}choices/confirmation/", choices.confirmation, name="choices_confirmation"),
    path(f"{ONE}choices/payment/", choices.payment, name="choices_payment"),
    path(f"{ONE}choices/<int:rank>/", choices.wish, name="wish"),
    path(f"{ONE}choices/<int:rank>/move/", choices.movement, name="wish_move"),
    path(f"{ONE}choices/<int:rank>/removal/", choices.removal, name="wish_removal"),
]
