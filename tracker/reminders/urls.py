"""The addresses of this room."""

from django.urls import path

from tracker.reminders import views

app_name = "reminders"

urlpatterns = [
    path("projects/<slug:slug>/settings/reminders/", views.rule_list, name="rule_list"),
    path("projects/<slug:slug>/settings/reminders/opening/", views.opening, name="opening"),
    path("projects/<slug:slug>/settings/reminders/<uuid:pk>/", views.rule_change, name="rule_change"),
    path("projects/<slug:slug>/settings/deliveries/", views.deliveries, name="deliveries"),
    path("projects/<slug:slug>/settings/deliveries/<uuid:pk>/attempts/", views.send_again, name="send_again"),
]
