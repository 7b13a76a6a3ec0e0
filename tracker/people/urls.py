"""The addresses of this room. Logins are let in by letter, so their pages stand with the room that writes it."""

from django.urls import path

from tracker.people import views

app_name = "people"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/sessions/end/", views.end_sessions, name="sessions_end"),
    path("invitation/<str:code>/", views.invitation, name="invitation"),
    path("people/", views.person_list, name="person_list"),
    path("people/found/", views.people_found, name="found"),
    path("people/organizations/", views.add_organization, name="organization"),
    path("people/organizations/<uuid:pk>/", views.register, name="register"),
    path("people/organizations/<uuid:pk>/staff/", views.add_person, name="person_new"),
    path("people/organizations/<uuid:pk>/departments/", views.add_department, name="department_new"),
    path("people/organizations/<uuid:pk>/import/", views.import_staff, name="import"),
    path("people/lists/<uuid:pk>/", views.staff_run, name="staff_run"),
    path("people/departments/<uuid:pk>/", views.department, name="department"),
    path("people/staff/<uuid:pk>/", views.person, name="person"),
    path("people/staff/<uuid:pk>/leaving/", views.record_leaving, name="leaving"),
]
