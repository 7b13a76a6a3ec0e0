"""The addresses of this room."""

from django.urls import path

from tracker.notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/reading/", views.read_all, name="read_all"),
    path("inbox/<uuid:pk>/", views.open_message, name="open_message"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/reports/", views.report_bounce, name="bounce"),
    path("deliveries/reports/<uuid:pk>/clearing/", views.clear_address, name="bounce_clearing"),
    path("deliveries/<uuid:pk>/attempts/", views.send_again, name="send_again"),
]
