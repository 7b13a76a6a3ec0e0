"""The addresses of tolerances, exceptions and slips."""

from django.urls import path

from tracker.progress import views

app_name = "progress"
P = "projects/<slug:slug>/plan/"
E = P + "exceptions/<uuid:pk>/"
urlpatterns = [
    path(P + "slips/", views.slips, name="slips"),
    path(P + "exceptions/", views.exception_list, name="exception_list"),
    path(P + "tolerances/", views.tolerance, name="tolerance"),
    path(E, views.exception, name="exception"),
    path(E + "signoff/", views.exception_signoff_request, name="exception_signoff_request"),
    path(E + "decision/", views.exception_decision, name="exception_decision"),
]
