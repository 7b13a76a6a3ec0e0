"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation", _("invitation")


class Verb(StrEnum):
    ORGANIZATION_CREATED = "people.organization_created"
    DEPARTMENT_CREATED = "people.department_created"
    DEPARTMENT_RENAMED = "people.department_renamed"
    PERSON_ADDED = "people.person_added"
    PERSON_CHANGED = "people.person_changed"
    PERSON_LEFT = "people.person_left"
    STAFF_IMPORTED = "people.staff_imported"
    STAFF_LIST_HANDED_OVER = "people.staff_list_handed_over"
    STAFF_LIST_FAILED = "people.staff_list_failed"
    USER_CREATED = "people.user_created"
    USER_INVITED = "people.user_invited"
    INVITATION_WITHDRAWN = "people.invitation_withdrawn"
    INVITATION_ACCEPTED = "people.invitation_accepted"
    USER_CHANGED = "people.user_changed"
    USER_CLOSED = "people.user_closed"
    USER_REOPENED = "people.user_reopened"
    PROFILE_CHANGED = "people.profile_changed"
    SESSIONS_ENDED = "people.sessions_ended"


VERB_PHRASES = {
    Verb.ORGANIZATION_CREATED: _("created the organization {subject}"),
    Verb.DEPARTMENT_CREATED: _("created the department {subject}"),
    Verb.DEPARTMENT_RENAMED: _("renamed a department: {subject}"),
    Verb.PERSON_ADDED: _("added {subject} to the staff register"),
    Verb.PERSON_CHANGED: _("changed the entry of {subject} in the staff register"),
    Verb.PERSON_LEFT: _("recorded that {subject} left"),
    Verb.STAFF_IMPORTED: _("imported staff into {subject}"),
    Verb.STAFF_LIST_HANDED_OVER: _("had a long staff list taken in by the worker: {subject}"),
    Verb.STAFF_LIST_FAILED: _("could not take in a staff list: {subject}"),
    Verb.USER_CREATED: _("created the login of {subject}"),
    Verb.USER_INVITED: _("invited {subject}"),
    Verb.INVITATION_WITHDRAWN: _("withdrew the invitation of {subject}"),
    Verb.INVITATION_ACCEPTED: _("accepted the invitation"),
    Verb.USER_CHANGED: _("changed the login of {subject}"),
    Verb.USER_CLOSED: _("closed the login of {subject}"),
    Verb.USER_REOPENED: _("opened the login of {subject} again"),
    Verb.PROFILE_CHANGED: _("changed the own profile"),
    Verb.SESSIONS_ENDED: _("ended all other sessions"),
}


class RunState(models.TextChoices):
    """How far a staff list is that the worker takes in."""

    WAITING = "waiting", _("waiting for the worker")
    TAKING = "taking", _("being taken in")
    DONE = "done", _("taken in")
    FAILED = "failed", _("not taken in")
