from django.urls import path

from cabinet.cases.views import case, form, reception, start

ONE = "cabinet/cases/<str:number>/"

urlpatterns = [
    path("services/<slug:slug>/cases/", start.start, name="case_start"),
    path("cabinet/claim/", reception.claim, name="claim"),
    path("cabinet/desk/persons/", reception.person, name="desk_person"),
    path("cabinet/desk/fins/", reception.fin, name="desk_fin"),
    path("cabinet/desk/children/", reception.child, name="desk_child"),
    path("cabinet/desk/cases/", reception.start, name="desk_start"),
    path("cabinet/desk/cases/<str:number>/", reception.opened, name="desk_case"),
    path("cabinet/desk/cases/<str:number>/code/", reception.code, name="desk_code"),
    path(ONE, case.case, name="case"),
    path(f"{ONE}form/", form.whole, name="case_form"),
    path(f"{ONE}form/<slug:slug>/", form.step, name="case_step"),
    path(f"{ONE}edition/", form.edition, name="case_edition"),
    path(f"{ONE}review/", form.review, name="case_review"),
    path(f"{ONE}submission/", form.submission, name="case_submission"),
    path(f"{ONE}receipt/", form.receipt, name="case_receipt"),
    path(f"{ONE}receipt/file/", form.receipt_file, name="case_receipt_file"),
    path(f"{ONE}withdrawal/", case.withdrawal, name="case_withdrawal"),
    path(f"{ONE}messages/", case.message, name="case_message"),
    path(f"{ONE}answer/", case.answer, name="case_answer"),
    path(f"{ONE}appeal/", case.appeal, name="case_appeal"),
    path(f"{ONE}decision/file/", case.decision_file, name="case_decision_file"),
]
