"""The addresses of the plan."""

from django.urls import path

from tracker.plan import views
from tracker.plan.views import baselines, chances, changes, constraint, exports, levelling, load, worktime
from tracker.plan.views import methods as method_views

app_name = "plan"
P = "projects/<slug:slug>/plan/"
T = P + "tasks/<uuid:pk>/"
M = P + "milestones/<uuid:pk>/"
C = P + "changes/<uuid:pk>/"
D = P + "deliverables/<uuid:pk>/"
urlpatterns = [
    path(P, views.task_list, name="task_list"),
    path(P + "baseline/", baselines.baseline, name="baseline"),
    path(P + "baselines/", baselines.baseline_list, name="baseline_list"),
    path(P + "changes/", changes.change_list, name="change_list"),
    path(C, changes.change, name="change"),
    path(C + "items/", changes.change_item, name="change_item"),
    path(C + "items/removal/", changes.change_item_removal, name="change_item_removal"),
    path(C + "signoff/", changes.change_signoff_request, name="change_signoff_request"),
    path(C + "decision/", changes.change_decision, name="change_decision"),
    path(C + "application/", changes.change_application, name="change_application"),
    path(C + "withdrawal/", changes.change_withdrawal, name="change_withdrawal"),
    path(P + "chances/", chances.chances, name="chances"),
    path(P + "chances/estimate/", chances.estimate, name="estimate"),
    path(P + "load/", load.load, name="load"),
    path(P + "load/levelling/", levelling.levelling, name="levelling"),
    path(P + "load/levelling/taking/", levelling.levelling_taking, name="levelling_taking"),
    path(P + "load/<uuid:pk>/", load.person_load, name="person_load"),
    path(P + "calendars/", worktime.calendar_list, name="calendar_list"),
    path(P + "calendars/new/", worktime.calendar_new, name="calendar_new"),
    path(P + "calendars/<uuid:pk>/", worktime.calendar, name="calendar"),
    path(P + "people/<uuid:pk>/time/", worktime.person_time, name="person_time"),
    path(P + "method/", method_views.plan_method, name="plan_method"),
    path(P + "tailoring/", method_views.tailoring, name="tailoring"),
    path(P + "import/", views.plan_import, name="plan_import"),
    path(P + "import/changes/", views.plan_import_changes, name="plan_import_changes"),
    path(P + "import/confirmation/", views.plan_import_confirmation, name="plan_import_confirmation"),
    path(P + "export/<slug:kind>/", exports.plan_export, name="plan_export"),
    path(P + "tasks/new/", views.task_new, name="task_new"),
    path(T, views.task, name="task"),
    path(T + "row/", views.task_row, name="task_row"),
    path(P + "board/", views.board, name="board"),
    path(P + "calendar/", views.month, name="month"),
    path(P + "views/", views.kept_views, name="kept_views"),
    path(P + "views/<uuid:pk>/removal/", views.kept_view_removal, name="kept_view_removal"),
    path(T + "comments/", views.task_comments, name="task_comments"),
    path(P + "comments/<uuid:pk>/withdrawal/", views.comment_withdrawal, name="comment_withdrawal"),
    path(T + "dates/", views.task_dates, name="task_dates"),
    path(T + "joining/", views.task_joining, name="task_joining"),
    path(T + "taking-back/", views.task_taking_back, name="task_taking_back"),
    path(P + "selection/<slug:kind>/", views.selection_change, name="selection_change"),
    path(P + "changes/<int:pk>/taking-back/", views.selection_taking_back, name="selection_taking_back"),
    path(T + "effect/", views.task_effect, name="task_effect"),
    path(T + "completion/", views.task_completion, name="task_completion"),
    path(T + "reopening/", views.task_reopening, name="task_reopening"),
    path(T + "constraint/", constraint.task_constraint, name="task_constraint"),
    path(T + "date/", views.task_date, name="task_date"),
    path(T + "hours/", views.task_hours, name="task_hours"),
    path(T + "blocking/", views.task_blocking, name="task_blocking"),
    path(T + "unblocking/", views.task_unblocking, name="task_unblocking"),
    path(T + "clauses/", views.task_clauses, name="task_clauses"),
    path(T + "links/", views.task_link, name="task_link"),
    path(T + "removal/", views.task_removal, name="task_removal"),
    path(P + "links/<uuid:pk>/removal/", views.link_removal, name="link_removal"),
    path(P + "milestones/new/", views.milestone_new, name="milestone_new"),
    path(M, views.milestone, name="milestone"),
    path(M + "passing/", views.milestone_passing, name="milestone_passing"),
    path(M + "signoff/", views.milestone_signoff_request, name="milestone_signoff_request"),
    path(M + "decision/", views.milestone_decision, name="milestone_decision"),
    path(P + "deliverables/", views.deliverable_list, name="deliverable_list"),
    path(D + "submission/", views.deliverable_submission, name="deliverable_submission"),
    path(D + "acceptance/", views.deliverable_acceptance, name="deliverable_acceptance"),
    path(D + "return/", views.deliverable_return, name="deliverable_return"),
]
