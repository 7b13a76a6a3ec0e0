"""What only an administrator of the installation may do."""

from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted
from tracker.people.models import User


def require_admin(actor: User) -> None:
    """Raises `NotPermitted` unless the actor is an administrator, or the program itself."""
    if not (actor.is_system or (actor.is_admin and actor.is_active)):
        raise NotPermitted(_("Only an administrator may do this."))
