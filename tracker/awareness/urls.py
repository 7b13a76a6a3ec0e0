"""The addresses of this room."""

from django.urls import path

from tracker.awareness import views

app_name = "awareness"
ROOM = "projects/<slug:slug>/awareness/"
urlpatterns = [
    path("read/<str:token>/", views.reading, name="reading"),
    path("read/<str:token>/check/", views.check_door, name="check_door"),
    path(ROOM, views.home, name="home"),
    path(f"{ROOM}campaigns/new/", views.campaign_new, name="campaign_new"),
    path(f"{ROOM}campaigns/<uuid:pk>/", views.campaign, name="campaign"),
    path(f"{ROOM}campaigns/<uuid:pk>/check/", views.check, name="check"),
    path(f"{ROOM}campaigns/<uuid:pk>/check/new/", views.check_new, name="check_new"),
    path(f"{ROOM}campaigns/<uuid:pk>/attestation/", views.attestation, name="attestation"),
    path(f"{ROOM}campaigns/<uuid:pk>/versions/", views.version, name="version"),
    path(f"{ROOM}campaigns/<uuid:pk>/links/", views.links, name="links"),
    path(f"{ROOM}campaigns/<uuid:pk>/repeating/", views.repeating, name="repeating"),
    path(f"{ROOM}campaigns/<uuid:pk>/closing/", views.closing, name="closing"),
    path(f"{ROOM}ambassadors/", views.ambassador_list, name="ambassador_list"),
    path(f"{ROOM}ambassadors/<uuid:pk>/state/", views.ambassador_state, name="ambassador_state"),
    path(f"{ROOM}signs/", views.signal_response, name="signal_response"),
    path(f"{ROOM}concerns/", views.concern_list, name="concern_list"),
    path(f"{ROOM}concerns/claim/", views.claim, name="claim"),
    path(f"{ROOM}concerns/<uuid:pk>/answer/", views.answer, name="answer"),
    path(f"{ROOM}news/", views.news_list, name="news_list"),
    path(f"{ROOM}news/<uuid:pk>/", views.news, name="news"),
    path(f"{ROOM}news/<uuid:pk>/dropping/", views.news_dropping, name="news_dropping"),
    path(f"{ROOM}peers/", views.peers, name="peers"),
    path(f"{ROOM}peers/<uuid:pk>/", views.peer_session, name="peer_session"),
    path(f"{ROOM}peers/<uuid:pk>/calendar/", views.peer_calendar, name="peer_calendar"),
    path(f"{ROOM}peers/<uuid:pk>/seat/", views.peer_seat, name="peer_seat"),
    path(f"{ROOM}peers/<uuid:pk>/attendance/", views.peer_attendance, name="peer_attendance"),
    path(f"{ROOM}peers/<uuid:pk>/feedback/", views.peer_feedback, name="peer_feedback"),
    path(f"{ROOM}peers/<uuid:pk>/cancelling/", views.peer_cancelling, name="peer_cancelling"),
    path(f"{ROOM}mentoring/", views.mentoring, name="mentoring"),
    path(f"{ROOM}mentoring/<uuid:pk>/answer/", views.pair_answer, name="pair_answer"),
    path(f"{ROOM}tips/", views.tip_list, name="tip_list"),
    path(f"{ROOM}tips/questions/", views.tip_question, name="tip_question"),
    path(f"{ROOM}tips/<uuid:pk>/help/", views.tip_help, name="tip_help"),
    path(f"{ROOM}tips/<uuid:pk>/dropping/", views.tip_dropping, name="tip_dropping"),
    path(f"{ROOM}tips/<uuid:pk>/article/", views.tip_article, name="tip_article"),
    path(f"{ROOM}questions/", views.question_list, name="question_list"),
    path(f"{ROOM}questions/<uuid:pk>/met/", views.question_met, name="question_met"),
]
