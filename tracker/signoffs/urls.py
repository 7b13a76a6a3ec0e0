"""The addresses of this room."""

from django.urls import path

from tracker.signoffs import views

app_name = "signoffs"

urlpatterns = [
    path("projects/<slug:slug>/signoffs/", views.request_list, name="request_list"),
    path("projects/<slug:slug>/signoffs/delegations/", views.delegation_list, name="delegation_list"),
    path(
        "projects/<slug:slug>/signoffs/delegations/new/",
        views.delegation_new,
        name="delegation_new",
    ),
    path(
        "projects/<slug:slug>/signoffs/delegations/<uuid:pk>/end/",
        views.delegation_end,
        name="delegation_end",
    ),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/", views.request_detail, name="request_detail"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/reading/", views.reading, name="reading"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/decision/", views.decision, name="decision"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/retraction/", views.retraction, name="retraction"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/receipt.json", views.receipt_file, name="receipt_file"),
    path("projects/<slug:slug>/signoffs/<uuid:pk>/receipt.pdf", views.receipt_paper, name="receipt_pdf"),
]
