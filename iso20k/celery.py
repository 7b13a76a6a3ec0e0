"""The worker's door and the timetable: one line per beat, each naming a verb."""

from __future__ import annotations

import os

import structlog
from celery import Celery
from celery.signals import beat_init, worker_process_init
from kombu.exceptions import OperationalError

from tracker.core.orphans import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iso20k.settings")

log = structlog.get_logger(__name__)
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
    "read mail that comes back": {"task": "notifications.read_bounces", "schedule": 5 * MINUTE},
    "look after staff lists": {"task": "people.look_after_lists", "schedule": MINUTE},
    "look after documents": {"task": "reporting.look_after", "schedule": MINUTE},
    "make scheduled reports": {"task": "reporting.make_due_reports", "schedule": MINUTE},
    "remove packs whose time is over": {"task": "reporting.expire_packs", "schedule": HOUR},
    "take the nightly snapshots": {"task": "progress.take_snapshots", "schedule": HOUR},
    "raise exceptions from tolerances": {"task": "progress.raise_exceptions", "schedule": HOUR},
    "mail the heads of the log": {"task": "reporting.mail_heads", "schedule": HOUR},
    "sign the heads of the log": {"task": "history.sign_heads", "schedule": HOUR},
    "open campaigns that come again": {"task": "awareness.open_next_campaigns", "schedule": HOUR},
    "draft news of milestones": {"task": "dashboard.draft_news", "schedule": MINUTE},
    "file what people attested": {"task": "awareness.publish_evidence", "schedule": HOUR},
    "file what trainings leave behind": {"task": "training.publish_evidence", "schedule": HOUR},
    "read the words of new evidence": {"task": "evidence.read_waiting", "schedule": MINUTE},
    "forget uploads that were broken off": {"task": "evidence.forget_uploads", "schedule": HOUR},
    "reread the evidence store at night": {"task": "evidence.scrub_nightly", "schedule": HOUR},
}


@beat_init.connect
def tick_at_once(**_: object) -> None:
    """After a time of standing still nobody waits another minute for what is due already."""
    for line in app.conf.beat_schedule.values():
        try:
            app.send_task(line["task"], retry=False)
        except OperationalError as problem:
            log.warning("broker_unreachable", task=line["task"], problem=str(problem))


@worker_process_init.connect
def leave_no_orphan(**_: object) -> None:
    die_with_parent()
