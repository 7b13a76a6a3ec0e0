"""The addresses of this room. A check is answered where it belongs: at its course or its campaign."""

from django.urls import path

from tracker.checks import views

app_name = "checks"
ROOM = "projects/<slug:slug>/checks/"
urlpatterns = [
    path(f"{ROOM}<uuid:pk>/", views.check, name="check"),
    path(f"{ROOM}<uuid:pk>/questions/", views.question_new, name="question_new"),
    path(f"{ROOM}<uuid:pk>/results/", views.results, name="results"),
    path(f"{ROOM}questions/<uuid:pk>/end/", views.question_end, name="question_end"),
]
