from django.urls import path

from matrix import views

app_name = "matrix"
urlpatterns = [
    path("matrix/", views.matrix, name="matrix"),
    path("matrix/matrix.csv", views.matrix_csv, name="csv"),
    path("matrix/<str:cluster>/<str:module>/", views.cell, name="cell"),
]
