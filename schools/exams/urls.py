from django.urls import path

from schools.exams.views import appeals, family, jury

ONE = "jury/<int:session>/"
CHILD = f"{ONE}<int:number>/"

urlpatterns = [
    path("cabinet/applications/<str:number>/slip/", family.slip, name="exam_slip"),
    path("cabinet/applications/<str:number>/appeal/", appeals.appeal, name="appeal"),
    path(
        "cabinet/applications/<str:number>/appeal/withdrawal/", appeals.withdrawal, name="appeal_withdrawal"
    ),
    path("jury/", jury.sittings, name="jury"),
    path(ONE, jury.sitting, name="jury_sitting"),
    path(f"{ONE}opening/", jury.opening, name="jury_opening"),
    path(f"{ONE}signature/", jury.signature, name="jury_signature"),
    path(CHILD, jury.sheet, name="jury_sheet"),
    path(f"{CHILD}absence/", jury.absence, name="jury_absence"),
    path(f"{CHILD}round/", jury.second_round, name="jury_round"),
    path(f"{CHILD}abstention/", jury.abstention, name="jury_abstention"),
]
