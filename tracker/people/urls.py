"""The addresses of this room."""

from django.urls import path

from tracker.people import views

app_name = "people"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("invitation/<str:code>/", views.invitation, name="invitation"),
    path("people/", views.person_list, name="person_list"),
    path("people/organizations/", views.add_organization, name="organization"),
    path("people/organizations/<uuid:pk>/", views.register, name="register"),
    path("people/organizations/<uuid:pk>/staff/", views.add_person, name="person"),
    path("people/organizations/<uuid:pk>/departments/", views.add_department, name="department"),
    path("people/organizations/<uuid:pk>/import/", views.import_staff, name="import"),
    path("people/staff/<uuid:pk>/leaving/", views.record_leaving, name="leaving"),
    path("people/logins/", views.logins, name="logins"),
    path("people/logins/new/", views.add_login, name="login"),
    path("people/logins/<uuid:pk>/invitation/", views.invite, name="login_invitation"),
    path("people/logins/<uuid:pk>/closing/", views.close_login, name="login_closing"),
]
