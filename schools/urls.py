from django.urls import include, path

from schools import views

app_name = "schools"
urlpatterns = [
    path("", include("schools.teaching.urls")),
    path("", include("schools.exams.urls")),
    path("", include("schools.admissions.urls")),
    path("admissions/", views.admissions, name="admissions"),
    path("schools/", views.schools, name="schools"),
    path("schools/<str:code>/", views.school, name="school"),
]
