"""The addresses of this room."""

from django.urls import path

from tracker.raid import views

app_name = "raid"
ROOM = "projects/<slug:slug>/risks/"
urlpatterns = [
    path(ROOM, views.register, name="register"),
    path(f"{ROOM}assessment/", views.assessment, name="assessment"),
    path(f"{ROOM}assessment/pitfalls/", views.starters, name="starters"),
    path(f"{ROOM}assessment/signoff/", views.assessment_signoff, name="assessment_signoff"),
    path(f"{ROOM}<uuid:pk>/", views.item, name="item"),
    path(f"{ROOM}<uuid:pk>/facts/", views.item_facts, name="item_facts"),
    path(f"{ROOM}<uuid:pk>/look/", views.item_look, name="item_look"),
    path(f"{ROOM}<uuid:pk>/become/", views.item_become, name="item_become"),
    path(f"{ROOM}<uuid:pk>/closing/", views.item_closing, name="item_closing"),
    path(f"{ROOM}<uuid:pk>/opening/", views.item_opening, name="item_opening"),
    path(f"{ROOM}<uuid:pk>/responses/", views.response_add, name="response_add"),
    path(f"{ROOM}responses/<uuid:pk>/done/", views.response_done, name="response_done"),
    path(f"{ROOM}responses/<uuid:pk>/dropping/", views.response_dropping, name="response_dropping"),
]
