"""Pages that join rooms."""

from tracker.dashboard.views.clause import clause_tasks
from tracker.dashboard.views.home import home
from tracker.dashboard.views.overview import overview
from tracker.dashboard.views.work import my_work

__all__ = ["clause_tasks", "home", "my_work", "overview"]
