"""Addresses of documents."""

from django.urls import path

from tracker.reporting import views

app_name = "reporting"

urlpatterns = [
    path("projects/<slug:slug>/reports/", views.report_list, name="report_list"),
    path("projects/<slug:slug>/reports/new/", views.report_new, name="report_new"),
    path("projects/<slug:slug>/reports/<uuid:pk>/file/", views.report_file, name="report_file"),
    path("projects/<slug:slug>/reports/<uuid:pk>/tables/", views.report_tables, name="report_tables"),
    path("projects/<slug:slug>/reports/<uuid:pk>/retry/", views.report_retry, name="report_retry"),
    path("projects/<slug:slug>/reports/heads/", views.heads, name="heads"),
    path("projects/<slug:slug>/reports/schedules/new/", views.schedule_new, name="schedule_new"),
    path("projects/<slug:slug>/reports/schedules/<uuid:pk>/", views.schedule, name="schedule"),
    path(
        "projects/<slug:slug>/reports/schedules/<uuid:pk>/change/",
        views.schedule_change,
        name="schedule_change",
    ),
    path(
        "projects/<slug:slug>/reports/schedules/<uuid:pk>/pausing/",
        views.schedule_pausing,
        name="schedule_pausing",
    ),
    path(
        "projects/<slug:slug>/reports/schedules/<uuid:pk>/resuming/",
        views.schedule_resuming,
        name="schedule_resuming",
    ),
    path(
        "projects/<slug:slug>/reports/schedules/<uuid:pk>/ending/",
        views.schedule_ending,
        name="schedule_ending",
    ),
    path("projects/<slug:slug>/public-key/", views.public_key, name="public_key"),
    path("projects/<slug:slug>/certificate/", views.certificate, name="certificate"),
    path("projects/<slug:slug>/verifier/", views.verifier, name="verifier"),
    path("projects/<slug:slug>/activity/export/", views.log_export, name="log_export"),
    path("projects/<slug:slug>/packs/", views.pack_new, name="pack_new"),
    path("projects/<slug:slug>/packs/<uuid:pk>/", views.pack, name="pack"),
    path("projects/<slug:slug>/packs/<uuid:pk>/file/", views.pack_file, name="pack_file"),
    path("projects/<slug:slug>/packs/<uuid:pk>/bag/", views.pack_bag, name="pack_bag"),
    path("projects/<slug:slug>/packs/<uuid:pk>/signed/", views.pack_signed, name="pack_signed"),
    path("projects/<slug:slug>/packs/<uuid:pk>/retry/", views.pack_retry, name="pack_retry"),
]
