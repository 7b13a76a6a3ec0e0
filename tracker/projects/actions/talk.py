"""What the rooms share where people talk: a remark that tells those it names with an @, and taking it back."""

from __future__ import annotations

import re
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.notifications.actions import Message, post_many, withdraw_about
from tracker.people.models import User
from tracker.projects.models import Project, Remark
from tracker.projects.permissions import Permission
from tracker.projects.queries import people_who_may

LONGEST = 4000
R = TypeVar("R", bound=Remark)


@transaction.atomic
def make_remark(*, remark: R, told_as: str, link: str, permission: Permission) -> R:
    """Keep what its author says; who is named in it and may read it hears of it by `told_as`.

    The verb of the room asks for the permission before, and writes to the log afterwards.
    """
    actor, project = remark.author, remark.project
    remark.text = remark.text.replace("\r\n", "\n").strip()
    if not remark.text or len(remark.text) > LONGEST:
        raise RuleBroken(_("Write a comment of at most %(n)s characters.") % {"n": LONGEST}, field="text")
    remark.save_because(_("commented"), by=actor)
    post_many(
        Message(
            recipient=user,
            kind="mention",
            subject=told_as,
            context={"detail": remark.text[:400], "by": actor.name, "button": _("Read and answer")},
            link=link,
            project=project,
            about=remark,
        )
        for user in named_in(project, remark.text, permission)
        if user.pk != actor.pk
    )
    return remark


def named_in(project: Project, text: str, permission: Permission) -> list[User]:
    """The people of the implementation whom the text names: @Mina Berg, @Mina where there is one, @mina.berg."""
    people = people_who_may(project, permission)
    firsts = [user.name.split()[0].casefold() for user in people if user.name.split()]
    said = text.casefold()
    found = []
    for user in people:
        words = {user.name.casefold(), user.email.partition("@")[0].casefold()}
        first = user.name.split()[0].casefold() if user.name.split() else ""
        if firsts.count(first) == 1:
            words.add(first)
        if any(re.search(rf"(?<!\w)@{re.escape(word)}(?!\w)", said) for word in words if word):
            found.append(user)
    return found


@transaction.atomic
def take_remark_back(*, actor: User, remark: Remark, reason: str = "") -> None:
    """Only its author takes a remark back; its history keeps it, and messages about it are withdrawn."""
    if remark.author_id != actor.pk:
        raise NotPermitted(_("Only who wrote a comment takes it back."))
    remark = lock(type(remark), remark.pk)
    withdraw_about(remark)
    remark.delete_because(reason or _("taken back"), by=actor)
