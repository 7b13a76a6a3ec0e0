"""The addresses of this room."""

from django.urls import path

from tracker.reminders import views

app_name = "reminders"
HOOKS = "projects/<slug:slug>/settings/webhooks/"

urlpatterns = [
    path("projects/<slug:slug>/settings/reminders/", views.rule_list, name="rule_list"),
    path("projects/<slug:slug>/settings/reminders/opening/", views.opening, name="opening"),
    path("projects/<slug:slug>/settings/reminders/<uuid:pk>/", views.rule_change, name="rule_change"),
    path("my-notifications/", views.mine, name="mine"),
    path("my-notifications/calendar/", views.feed, name="feed"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("answers/<str:token>/", views.answer, name="answer"),
    path("projects/<slug:slug>/settings/reminders/coming/", views.preview, name="preview"),
    path(HOOKS, views.webhook_list, name="webhook_list"),
    path(f"{HOOKS}<uuid:pk>/state/", views.webhook_state, name="webhook_state"),
    path(f"{HOOKS}<uuid:pk>/removal/", views.webhook_removal, name="webhook_removal"),
    path(f"{HOOKS}<uuid:pk>/test/", views.webhook_test, name="webhook_test"),
    path(f"{HOOKS}calls/<uuid:pk>/attempts/", views.webhook_call_again, name="webhook_call_again"),
    path("projects/<slug:slug>/settings/deliveries/", views.deliveries, name="deliveries"),
    path("projects/<slug:slug>/settings/deliveries/<uuid:pk>/attempts/", views.send_again, name="send_again"),
]
