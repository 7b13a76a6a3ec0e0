"""The addresses of this room."""

from django.urls import path

from tracker.training import views

app_name = "training"
ROOM = "projects/<slug:slug>/training/"
urlpatterns = [
    path("check-in/<str:code>/", views.check_in, name="check_in"),
    path("course-check/<str:token>/", views.check_door, name="check_door"),
    path(ROOM, views.matrix, name="matrix"),
    path(f"{ROOM}people/", views.people, name="people"),
    path(f"{ROOM}people/<uuid:pk>/", views.person, name="person"),
    path(f"{ROOM}people/<uuid:pk>/results/", views.result, name="result"),
    path(f"{ROOM}people/<uuid:pk>/judgements/", views.judgement, name="judgement"),
    path(f"{ROOM}departments/<uuid:pk>/", views.department, name="department"),
    path(f"{ROOM}changes/", views.changes, name="changes"),
    path(f"{ROOM}needs/roles/<uuid:pk>/sheet/", views.role_sheet, name="role_sheet"),
    path(f"{ROOM}needs/roles/<uuid:pk>/sheet/read/", views.sheet_read, name="sheet_read"),
    path(f"{ROOM}ahead/", views.ahead, name="ahead"),
    path(f"{ROOM}ahead/evidence/", views.coverage_evidence, name="coverage_evidence"),
    path(f"{ROOM}sessions/", views.session_list, name="session_list"),
    path(f"{ROOM}sessions/new/", views.session_new, name="session_new"),
    path(f"{ROOM}sessions/<uuid:pk>/", views.session, name="session"),
    path(f"{ROOM}sessions/<uuid:pk>/enrolments/", views.enrolment, name="enrolment"),
    path(f"{ROOM}sessions/<uuid:pk>/attendance/", views.attendance, name="attendance"),
    path(f"{ROOM}sessions/<uuid:pk>/attendance.csv", views.attendance_list, name="attendance_list"),
    path(f"{ROOM}sessions/<uuid:pk>/evidence/", views.attendance_evidence, name="attendance_evidence"),
    path(f"{ROOM}sessions/<uuid:pk>/session.ics", views.invitation, name="invitation"),
    path(f"{ROOM}sessions/<uuid:pk>/sheet/", views.sheet, name="sheet"),
    path(f"{ROOM}sessions/<uuid:pk>/feedback/", views.feedback, name="feedback"),
    path(f"{ROOM}sessions/<uuid:pk>/effect/", views.effect, name="effect"),
    path(f"{ROOM}seats/<uuid:pk>/end/", views.seat_end, name="seat_end"),
    path(f"{ROOM}needs/", views.setup, name="setup"),
    path(f"{ROOM}needs/roles/", views.role, name="role"),
    path(f"{ROOM}needs/roles/<uuid:pk>/", views.job_role, name="job_role"),
    path(f"{ROOM}needs/roles/<uuid:pk>/end/", views.job_role_end, name="job_role_end"),
    path(f"{ROOM}needs/courses/", views.course, name="course"),
    path(f"{ROOM}needs/courses/<uuid:pk>/", views.course_edit, name="course_edit"),
    path(f"{ROOM}needs/courses/<uuid:pk>/check/", views.check, name="check"),
    path(f"{ROOM}needs/courses/<uuid:pk>/check/new/", views.check_new, name="check_new"),
    path(f"{ROOM}needs/courses/<uuid:pk>/check/links/", views.check_links, name="check_links"),
    path(f"{ROOM}needs/pairs/", views.need, name="need"),
    path(f"{ROOM}needs/pairs/<uuid:pk>/end/", views.need_end, name="need_end"),
    path(f"{ROOM}needs/people/", views.assignment, name="assignment"),
    path(f"{ROOM}needs/people/<uuid:pk>/end/", views.assignment_end, name="assignment_end"),
    path(f"{ROOM}records/import/", views.import_records, name="import"),
]
