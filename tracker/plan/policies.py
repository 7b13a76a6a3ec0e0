"""What a permission alone cannot say: whose task it is, and who may accept what."""

from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted
from tracker.people.models import User
from tracker.plan.models import Deliverable, Task
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require


def is_mine(user: User, task: Task) -> bool:
    """A task belongs to the person behind the login."""
    return user.person_id is not None and task.owner_id == user.person_id


def may_progress(user: User, task: Task) -> bool:
    """Who edits the plan moves every task on; others only their own."""
    if may(user, Permission.PLAN_EDIT, task):
        return True
    return is_mine(user, task) and may(user, Permission.TASK_PROGRESS, task)


def require_progress(user: User, task: Task) -> None:
    """Raises `NotPermitted` unless the task is the user's own, or the plan is the user's to edit."""
    if may(user, Permission.PLAN_EDIT, task):
        return
    require(user, Permission.TASK_PROGRESS, task)
    if not is_mine(user, task):
        raise NotPermitted(_("This task belongs to somebody else. Ask its owner or the project manager."))


def why_not_accept(user: User, deliverable: Deliverable) -> str:
    """Empty where the user may accept it: a second person does, never who submitted it."""
    if deliverable.submitted_by_id == user.pk:
        return _("You submitted this; somebody else accepts it.")
    return ""
