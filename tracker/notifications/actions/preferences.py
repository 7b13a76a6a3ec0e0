"""What somebody says about their own mail, and keeping to it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.core.queue import enqueue_after_commit
from tracker.notifications.actions.post import DELIVER
from tracker.notifications.choices import Rhythm, Status
from tracker.notifications.models import Mute, Notification, NotificationQuerySet, Preference
from tracker.notifications.queries import window_of
from tracker.notifications.windows import Window
from tracker.people.models import User

# About the account itself: whoever waits before a locked door is not made to wait until Monday.
NEVER_HELD = ("invitation", "password_reset", "account")


@transaction.atomic
def set_preference(
    *, actor: User, window: Window, muted: Sequence[str] = (), version: int | None = None
) -> Preference:
    """Say when one wants to be written to, and of what not. What waits is looked at anew."""
    _check(window)
    found = Preference.objects.filter(user=actor).first()
    preference = (
        lock(Preference.objects.all(), found.pk, version=version) if found else Preference(user=actor)
    )
    facts = asdict(window)
    zone = facts.pop("zone")
    facts["days"] = sorted(set(facts["days"]))
    for name, value in facts.items():
        setattr(preference, name, value)
    preference.save_because(_("changed"), by=actor)
    if actor.time_zone != zone:
        User.objects.filter(pk=actor.pk).update(time_zone=zone)
        actor.time_zone = zone
    Mute.objects.filter(user=actor).exclude(kind__in=muted).delete()
    Mute.objects.bulk_create([Mute(user=actor, kind=kind) for kind in set(muted)], ignore_conflicts=True)
    _look_again(actor)
    return preference


def _check(window: Window) -> None:
    if window.zone not in available_timezones():
        raise RuleBroken(_("Choose a time zone from the list."), field="zone")
    if window.rhythm not in Rhythm.values:
        raise RuleBroken(_("Choose how often."), field="rhythm")
    if not set(window.days) or set(window.days) - set(range(7)):
        raise RuleBroken(_("Leave at least one day on which mail is welcome."), field="days")
    if (window.quiet_from is None) != (window.quiet_to is None):
        raise RuleBroken(_("Quiet hours need a beginning and an end."), field="quiet_to")
    if window.quiet_from is not None and window.quiet_from == window.quiet_to:
        raise RuleBroken(_("Quiet hours that end when they begin leave no quiet."), field="quiet_to")


def _look_again(user: User) -> None:
    """What was held back for the old hours is asked again; what a server refused keeps its own wait."""
    held = Notification.objects.of(user).filter(status=Status.QUEUED, refusals=0)
    for shown_from in set(held.values_list("shown_from", flat=True)):
        held.filter(shown_from=shown_from).update(not_before=shown_from)
    enqueue_after_commit(DELIVER)


def hold_back(*, now: datetime) -> int:
    """Put off what is due for people who do not want it yet; two questions a person, however much waits."""
    due = Notification.objects.due(now=now).exclude(kind__in=NEVER_HELD)
    wanted = Preference.objects.filter(user__in=due.order_by().values("recipient_id"))
    held = 0
    for preference in wanted.select_related("user"):
        held += _hold(due.of(preference.user), window_of(preference), now)
    return held


def _hold(rows: NotificationQuerySet, window: Window, now: datetime) -> int:
    open_from = window.welcome(now)
    last = window.last_digest(now)
    held = 0
    if last is not None:
        following = window.welcome(window.next_digest(now))
        held = rows.filter(shown_from__gt=last).update(not_before=max(following, now + timedelta(seconds=1)))
    if open_from > now:
        held += rows.update(not_before=open_from)
    return held
