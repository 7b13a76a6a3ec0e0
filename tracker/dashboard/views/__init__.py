"""Pages that join rooms."""

from tracker.dashboard.views.activity import activity
from tracker.dashboard.views.begin import project_new
from tracker.dashboard.views.clause import checkpoint_way, clause_tasks
from tracker.dashboard.views.everybody import everybody
from tracker.dashboard.views.everywhere import my_work_everywhere
from tracker.dashboard.views.home import home
from tracker.dashboard.views.overview import overview
from tracker.dashboard.views.resistance import resistance_page
from tracker.dashboard.views.search import search_all, search_project
from tracker.dashboard.views.work import my_work

__all__ = [
    "activity",
    "checkpoint_way",
    "clause_tasks",
    "everybody",
    "home",
    "my_work",
    "my_work_everywhere",
    "overview",
    "project_new",
    "resistance_page",
    "search_all",
    "search_project",
]
