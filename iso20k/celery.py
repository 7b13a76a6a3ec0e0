"""The worker's door and the timetable: one line per beat, each naming a verb."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_process_init

from iso20k.supervise.orphans import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iso20k.settings")

app = Celery("iso20k")
app.set_default()  # "current" is remembered by thread; the web server's threads look for the default
app.config_from_object("django.conf:settings", namespace="CELERY")

MINUTE = 60.0
HOUR = 60 * MINUTE

# Plain intervals, never a crontab: a crontab in local time loses a run when the clocks change.
# Each verb asks "due by now and not yet done?", so a missed or doubled tick does no harm.
app.conf.beat_schedule = {
    "raise reminders": {"task": "reminders.raise_due", "schedule": MINUTE},
    "deliver messages": {"task": "notifications.deliver_pending", "schedule": MINUTE},
    "take the nightly snapshots": {"task": "progress.take_snapshots", "schedule": HOUR},
    "sign the heads of the log": {"task": "history.sign_heads", "schedule": HOUR},
}


@worker_process_init.connect
def leave_no_orphan(**_: object) -> None:
    die_with_parent()
