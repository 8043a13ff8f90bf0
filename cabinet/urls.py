from django.urls import path

from cabinet.cases import urls as cases
from cabinet.cases.views import figures
from cabinet.dates import views as dates
from cabinet.files import views as files
from cabinet.payments import urls as payments
from cabinet.people.views import desk, family, me
from cabinet.services import views as catalogue
from cabinet.trust.views import consents, copies, delegations, erasure, looks
from cabinet.views import documents, home, jobs, notices, phone, search, sessions

app_name = "cabinet"
urlpatterns = [
    path("cabinet/", home.home, name="home"),
    path("cabinet/welcome/", family.welcome, name="welcome"),
    path("cabinet/family/", family.family, name="family"),
    path("cabinet/family/children/", family.add_child, name="add_child"),
    path("cabinet/family/<int:pk>/ending/", family.end_guardianship, name="end_guardianship"),
    path("cabinet/cases/", home.cases, name="cases"),
    path("cabinet/notices/", notices.notices, name="notices"),
    path("cabinet/notices/reading/", notices.read_all_notices, name="read_all_notices"),
    path("cabinet/notices/preferences/", notices.notice_channels, name="notice_channels"),
    path("cabinet/notices/<uuid:pk>/reading/", notices.read_notice, name="read_notice"),
    path("cabinet/documents/", documents.documents, name="documents"),
    path("cabinet/documents/<uuid:pk>/file/", documents.document_file, name="document_file"),
    path("cabinet/papers/", files.papers, name="papers"),
    path("cabinet/papers/<uuid:pk>/", files.paper, name="paper"),
    path("cabinet/papers/<uuid:pk>/removal/", files.removal, name="paper_removal"),
    path("cabinet/files/<uuid:pk>/", files.attachment, name="attachment"),
    path("cabinet/search/", search.search, name="search"),
    path("cabinet/calendar/", dates.calendar, name="calendar"),
    path("cabinet/calendar/address/", dates.address, name="calendar_address"),
    path("cabinet/calendar/address/closing/", dates.address_closing, name="calendar_address_closing"),
    path("calendar/<str:token>.ics", dates.calendar_file, name="calendar_file"),
    path("cabinet/me/", me.me, name="me"),
    path("cabinet/me/phone/", phone.phone, name="phone"),
    path("cabinet/me/phone/confirmation/", phone.phone_confirmation, name="phone_confirmation"),
    path("cabinet/me/phone/removal/", phone.phone_removal, name="phone_removal"),
    path("cabinet/me/looks/", looks.looks, name="looks"),
    path("cabinet/me/data/", copies.my_data, name="my_data"),
    path("cabinet/me/consents/", consents.consents, name="consents"),
    path("cabinet/me/consents/<int:pk>/withdrawal/", consents.withdrawal, name="consent_withdrawal"),
    path("cabinet/me/consents/<int:pk>/renewal/", consents.renewal, name="consent_renewal"),
    path("cabinet/me/erasure/", erasure.erasure, name="erasure"),
    path("cabinet/me/looks/<int:pk>/question/", looks.question, name="look_question"),
    path("cabinet/me/delegations/", delegations.delegations, name="delegations"),
    path("cabinet/me/delegations/asking/", delegations.asking, name="delegation_asking"),
    path("cabinet/me/delegations/<int:pk>/acceptance/", delegations.acceptance, name="delegation_acceptance"),
    path("cabinet/me/delegations/<int:pk>/ending/", delegations.ending, name="delegation_ending"),
    path("cabinet/me/sessions/<int:pk>/ending/", sessions.session_ending, name="session_ending"),
    path("cabinet/jobs/", jobs.job_list, name="jobs"),
    path("cabinet/jobs/<uuid:pk>/", jobs.job, name="job"),
    path("cabinet/jobs/<uuid:pk>/cancellation/", jobs.cancellation, name="job_cancellation"),
    path("cabinet/jobs/<uuid:pk>/repetition/", jobs.repetition, name="job_repetition"),
    path("cabinet/jobs/<uuid:pk>/file/", jobs.job_file, name="job_file"),
    path("cabinet/reports/", jobs.reports, name="reports"),
    path("cabinet/reports/<slug:slug>/", jobs.report, name="report"),
    path("cabinet/desk/", desk.desk, name="desk"),
    path("cabinet/desk/guardianships/", desk.confirm, name="desk_guardianship"),
    path("cabinet/desk/accounts/", desk.connect, name="desk_account"),
    *cases.urlpatterns,
    *payments.urlpatterns,
    path("services/", catalogue.service_list, name="services"),
    path("services/figures/", figures.figures, name="figures"),
    path("services/figures/file/", figures.figures_file, name="figures_file"),
    path("services/<slug:slug>/", catalogue.service, name="service"),
    path("verify/", documents.verify, name="verify"),
    path("verify/<str:code>/", documents.verify_code, name="verify_code"),
    path("verify/<str:code>/comparison/", documents.compare, name="compare_document"),
]
