"""The addresses of tolerances, exceptions, slips and earned value."""

from django.urls import path

from tracker.progress import views

app_name = "progress"
P = "projects/<slug:slug>/plan/"
E = P + "exceptions/<uuid:pk>/"
urlpatterns = [
    path(P + "slips/", views.slips, name="slips"),
    path(P + "earned/", views.earned, name="earned"),
    path(P + "earned/rule/", views.earning, name="earning"),
    path(P + "earned/basis/", views.value_basis, name="value_basis"),
    path(P + "tasks/<uuid:pk>/steps/", views.earning_step, name="earning_step"),
    path(P + "exceptions/", views.exception_list, name="exception_list"),
    path(P + "tolerances/", views.tolerance, name="tolerance"),
    path(E, views.exception, name="exception"),
    path(E + "signoff/", views.exception_signoff_request, name="exception_signoff_request"),
    path(E + "decision/", views.exception_decision, name="exception_decision"),
]
