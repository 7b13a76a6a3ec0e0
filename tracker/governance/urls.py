"""The addresses of this room."""

from django.urls import path

from tracker.governance import views

app_name = "governance"
ROOM = "projects/<slug:slug>/governance/"
urlpatterns = [
    path(ROOM, views.case, name="case"),
    path(f"{ROOM}case/", views.case_edit, name="case_edit"),
    path(f"{ROOM}case/signoff/", views.case_signoff_request, name="case_signoff_request"),
    path(f"{ROOM}options/<uuid:pk>/", views.option, name="option"),
    path(f"{ROOM}options/<uuid:pk>/lines/", views.line_add, name="line_add"),
    path(f"{ROOM}lines/<uuid:pk>/removal/", views.line_removal, name="line_removal"),
    path(f"{ROOM}assumptions/", views.assumption_add, name="assumption_add"),
    path(f"{ROOM}assumptions/<uuid:pk>/removal/", views.assumption_removal, name="assumption_removal"),
    path(f"{ROOM}benefits/", views.benefit_list, name="benefit_list"),
    path(f"{ROOM}benefits/<uuid:pk>/", views.benefit, name="benefit"),
    path(f"{ROOM}benefits/<uuid:pk>/measurements/", views.measurement, name="measurement"),
    path(f"{ROOM}benefits/<uuid:pk>/removal/", views.benefit_removal, name="benefit_removal"),
    path(f"{ROOM}alignment/", views.matrix, name="alignment"),
    path(f"{ROOM}alignment/links/", views.aligning, name="aligning"),
    path(f"{ROOM}goals/", views.goal_add, name="goal_add"),
    path(f"{ROOM}goals/<uuid:pk>/removal/", views.goal_removal, name="goal_removal"),
    path(f"{ROOM}direction/", views.direction, name="direction"),
    path(f"{ROOM}decisions/", views.decision_add, name="decision_add"),
    path(f"{ROOM}decisions/<uuid:pk>/answer/", views.decision_taking, name="decision_taking"),
    path(f"{ROOM}decisions/<uuid:pk>/withdrawal/", views.decision_withdrawal, name="decision_withdrawal"),
    path(f"{ROOM}commitments/", views.commitment_add, name="commitment_add"),
    path(f"{ROOM}commitments/<uuid:pk>/closing/", views.commitment_closing, name="commitment_closing"),
    path(f"{ROOM}obstacles/", views.obstacle_add, name="obstacle_add"),
    path(f"{ROOM}obstacles/<uuid:pk>/owner/", views.obstacle_raising, name="obstacle_raising"),
    path(f"{ROOM}obstacles/<uuid:pk>/removal/", views.obstacle_removal, name="obstacle_removal"),
]
