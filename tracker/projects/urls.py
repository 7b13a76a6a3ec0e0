"""The addresses of this room."""

from django.urls import path

from tracker.projects import views

app_name = "projects"
SETTINGS = "projects/<slug:slug>/settings/"
urlpatterns = [
    path("people/logins/", views.logins, name="logins"),
    path("people/logins/new/", views.login_new, name="login_new"),
    path("people/logins/<uuid:pk>/", views.login, name="login"),
    path("people/logins/<uuid:pk>/invitation/", views.login_invitation, name="login_invitation"),
    path("people/logins/<uuid:pk>/closing/", views.login_closing, name="login_closing"),
    path("projects/", views.project_list, name="project_list"),
    path(SETTINGS, views.settings_page, name="settings"),
    path(f"{SETTINGS}dates/", views.change, name="change"),
    path(f"{SETTINGS}scope/", views.change_scope, name="scope"),
    path(f"{SETTINGS}permissions/", views.grants, name="grants"),
    path(f"{SETTINGS}objectives/", views.set_objective, name="objective_new"),
    path(f"{SETTINGS}objectives/<uuid:pk>/", views.objective, name="objective"),
    path(f"{SETTINGS}objectives/<uuid:pk>/values/", views.objective_value, name="objective_value"),
    path(f"{SETTINGS}objectives/<uuid:pk>/closing/", views.objective_closing, name="objective_closing"),
    path(f"{SETTINGS}objectives/<uuid:pk>/reopening/", views.objective_reopening, name="objective_reopening"),
    path(f"{SETTINGS}objectives/<uuid:pk>/removal/", views.remove_objective, name="objective_removal"),
    path(f"{SETTINGS}staff/", views.staff, name="staff"),
    path(f"{SETTINGS}staff/found/", views.staff_found, name="staff_found"),
    path(f"{SETTINGS}staff/new/", views.staff_person_new, name="staff_person_new"),
    path(f"{SETTINGS}staff/lists/<uuid:pk>/", views.staff_run, name="staff_run"),
    path(f"{SETTINGS}staff/import/", views.staff_import, name="staff_import"),
    path(f"{SETTINGS}staff/departments/", views.staff_department_new, name="staff_department_new"),
    path(f"{SETTINGS}staff/departments/<uuid:pk>/", views.staff_department, name="staff_department"),
    path(f"{SETTINGS}staff/<uuid:pk>/", views.staff_person, name="staff_person"),
    path(f"{SETTINGS}roles/", views.give_role, name="role"),
    path(f"{SETTINGS}roles/<uuid:pk>/", views.membership, name="membership"),
    path(f"{SETTINGS}roles/<uuid:pk>/end/", views.end_role, name="role_end"),
    path(f"{SETTINGS}roles/<uuid:pk>/invitation/", views.invitation, name="invitation"),
]
