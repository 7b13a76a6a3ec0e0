"""Who stands behind a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tracker.people.models import User


def user_of(request: HttpRequest) -> User:
    """The person behind a request that went through `login_required`; 403 where a view forgot it."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
