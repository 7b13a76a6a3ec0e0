"""The addresses of this room."""

from django.urls import path

from tracker.reviews import views

app_name = "reviews"
ROOM = "projects/<slug:slug>/gates/"
urlpatterns = [
    path(ROOM, views.gate_list, name="gate_list"),
    path(f"{ROOM}<uuid:pk>/", views.gate, name="gate"),
    path(f"{ROOM}<uuid:pk>/question/", views.gate_question, name="gate_question"),
    path(f"{ROOM}<uuid:pk>/decision/", views.gate_decision, name="gate_decision"),
    path(f"{ROOM}<uuid:pk>/stop/", views.gate_stop, name="gate_stop"),
    path(f"{ROOM}<uuid:pk>/calling-off/", views.gate_calling_off, name="gate_calling_off"),
]
