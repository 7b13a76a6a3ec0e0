"""The addresses of this room."""

from django.urls import path

from tracker.reviews import views

app_name = "reviews"
GATES = "projects/<slug:slug>/gates/"
LESSONS = "projects/<slug:slug>/lessons/"
DEVIATIONS = "projects/<slug:slug>/deviations/"
REVIEWS = "projects/<slug:slug>/reviews/"
urlpatterns = [
    path(REVIEWS, views.review_list, name="review_list"),
    path(f"{REVIEWS}series/<uuid:pk>/", views.series_edit, name="series_edit"),
    path(f"{REVIEWS}<uuid:pk>/", views.review, name="review"),
    path(f"{REVIEWS}<uuid:pk>/result/", views.review_result, name="review_result"),
    path(f"{REVIEWS}<uuid:pk>/day/", views.review_moving, name="review_moving"),
    path(f"{REVIEWS}<uuid:pk>/calling-off/", views.review_calling_off, name="review_calling_off"),
    path(DEVIATIONS, views.deviation_list, name="deviation_list"),
    path(f"{DEVIATIONS}<uuid:pk>/", views.deviation, name="deviation"),
    path(f"{DEVIATIONS}<uuid:pk>/cause/", views.deviation_cause, name="deviation_cause"),
    path(f"{DEVIATIONS}<uuid:pk>/correction/", views.correction_change, name="correction_change"),
    path(f"{DEVIATIONS}<uuid:pk>/done/", views.correction_done, name="correction_done"),
    path(f"{DEVIATIONS}<uuid:pk>/check/", views.correction_check, name="correction_check"),
    path(LESSONS, views.lesson_list, name="lesson_list"),
    path(f"{LESSONS}table/", views.lesson_table, name="lesson_table"),
    path(f"{LESSONS}<uuid:pk>/", views.lesson, name="lesson"),
    path(f"{LESSONS}<uuid:pk>/words/", views.lesson_words, name="lesson_words"),
    path(f"{LESSONS}<uuid:pk>/use/", views.lesson_use, name="lesson_use"),
    path(f"{LESSONS}<uuid:pk>/aside/", views.lesson_aside, name="lesson_aside"),
    path(f"{LESSONS}uses/<uuid:pk>/", views.lesson_use_back, name="lesson_use_back"),
    path(GATES, views.gate_list, name="gate_list"),
    path(f"{GATES}<uuid:pk>/", views.gate, name="gate"),
    path(f"{GATES}<uuid:pk>/question/", views.gate_question, name="gate_question"),
    path(f"{GATES}<uuid:pk>/decision/", views.gate_decision, name="gate_decision"),
    path(f"{GATES}<uuid:pk>/no-lessons/", views.gate_without_lessons, name="gate_without_lessons"),
    path(f"{GATES}<uuid:pk>/stop/", views.gate_stop, name="gate_stop"),
    path(f"{GATES}<uuid:pk>/calling-off/", views.gate_calling_off, name="gate_calling_off"),
]
