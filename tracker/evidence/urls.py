"""The addresses of evidence."""

from django.urls import path

from tracker.evidence import views

app_name = "evidence"
urlpatterns = [
    path("projects/<slug:slug>/evidence/", views.evidence_list, name="evidence_list"),
    path("projects/<slug:slug>/evidence/new/", views.new_evidence, name="new"),
    path("projects/<slug:slug>/evidence/coverage/", views.coverage_page, name="coverage"),
    path("projects/<slug:slug>/evidence/uploads/", views.large_uploads, name="large_uploads"),
    path("projects/<slug:slug>/evidence/uploads/<uuid:pk>/", views.large_upload, name="large_upload"),
    path("projects/<slug:slug>/evidence/<uuid:pk>/", views.evidence, name="evidence"),
    path("projects/<slug:slug>/evidence/<uuid:pk>/revisions/", views.revisions, name="revisions"),
    path("projects/<slug:slug>/evidence/<uuid:pk>/description/", views.description, name="description"),
    path("projects/<slug:slug>/evidence/<uuid:pk>/samples/", views.samples, name="samples"),
    path("projects/<slug:slug>/evidence/samples/<uuid:pk>/", views.sampling, name="sampling"),
    path("projects/<slug:slug>/evidence/samples/<uuid:pk>/results/", views.results, name="results"),
    path("projects/<slug:slug>/evidence/<uuid:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("projects/<slug:slug>/evidence/revisions/<uuid:pk>/verdict/", views.verdict, name="verdict"),
    path("projects/<slug:slug>/evidence/revisions/<uuid:pk>/file/", views.file, name="file"),
    path("projects/<slug:slug>/evidence/revisions/<uuid:pk>/files/<int:place>/", views.part, name="part"),
    path(
        "projects/<slug:slug>/evidence/revisions/<uuid:pk>/inside/<int:place>/", views.inside, name="inside"
    ),
    path("projects/<slug:slug>/evidence/revisions/<uuid:pk>/preview/", views.preview, name="preview"),
]
