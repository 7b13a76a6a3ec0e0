"""The addresses of this room."""

from django.urls import path

from tracker.projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.project_list, name="project_list"),
    path("projects/<slug:slug>/settings/", views.settings_page, name="settings"),
    path("projects/<slug:slug>/settings/dates/", views.change, name="change"),
    path("projects/<slug:slug>/settings/scope/", views.change_scope, name="scope"),
    path("projects/<slug:slug>/settings/permissions/", views.grants, name="grants"),
    path("projects/<slug:slug>/settings/objectives/", views.set_objective, name="objective"),
    path(
        "projects/<slug:slug>/settings/objectives/<uuid:pk>/removal/",
        views.remove_objective,
        name="objective_removal",
    ),
    path("projects/<slug:slug>/settings/staff/", views.staff, name="staff"),
    path("projects/<slug:slug>/settings/staff/new/", views.staff_person, name="staff_person"),
    path("projects/<slug:slug>/settings/staff/import/", views.staff_import, name="staff_import"),
    path("projects/<slug:slug>/settings/roles/", views.give_role, name="role"),
    path("projects/<slug:slug>/settings/roles/<uuid:pk>/end/", views.end_role, name="role_end"),
]
