"""The addresses of this room."""

from django.urls import path

from tracker.governance import views

app_name = "governance"
ROOM = "projects/<slug:slug>/governance/"
urlpatterns = [
    path(ROOM, views.case, name="case"),
    path(f"{ROOM}case/", views.case_edit, name="case_edit"),
    path(f"{ROOM}case/signoff/", views.case_signoff_request, name="case_signoff_request"),
    path(f"{ROOM}options/<uuid:pk>/", views.option, name="option"),
    path(f"{ROOM}options/<uuid:pk>/lines/", views.line_add, name="line_add"),
    path(f"{ROOM}lines/<uuid:pk>/removal/", views.line_removal, name="line_removal"),
    path(f"{ROOM}assumptions/", views.assumption_add, name="assumption_add"),
    path(f"{ROOM}assumptions/<uuid:pk>/removal/", views.assumption_removal, name="assumption_removal"),
]
