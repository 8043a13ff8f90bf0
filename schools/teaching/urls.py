from django.urls import include, path

from schools.teaching import book_views, views

group_urls = [
    path("", views.group, name="group"),
    path("pupils/<int:membership>/ending/", views.end_membership, name="end_membership"),
    path("classbook/", book_views.classbook, name="classbook"),
    path("entries/", book_views.save_squares, name="save_squares"),
    path("lessons/", book_views.plan_lesson, name="plan_lesson"),
    path("lessons/<int:lesson>/entries/", book_views.save_column, name="save_column"),
]
urlpatterns = [
    path("schools/desk/", views.desk, name="desk"),
    path("schools/desk/pupils/", views.pupils, name="desk_pupils"),
    path("schools/desk/terms/", views.terms, name="terms"),
    path("schools/desk/terms/<int:pk>/closing/", views.close_term, name="close_term"),
    path("schools/desk/terms/<int:pk>/reopening/", views.reopen_term, name="reopen_term"),
    path("schools/desk/groups/", views.groups, name="groups"),
    path("schools/desk/groups/new/", views.open_group, name="open_group"),
    path("schools/desk/groups/<int:pk>/", include(group_urls)),
    path("cabinet/children/<int:pk>/classbook/", book_views.child_classbook, name="child_classbook"),
]
