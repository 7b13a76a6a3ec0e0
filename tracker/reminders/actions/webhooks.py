"""Other programs that are told what was raised: signed, tried again, and written down."""

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.core.queue import enqueue_after_commit
from tracker.history.actions import record
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reminders import outside
from tracker.reminders.chat import SHAPES, news_of
from tracker.reminders.choices import CallStatus, Shape, Verb
from tracker.reminders.models import ReminderSent, Webhook, WebhookCall
from tracker.reminders.statement import Statement

log = structlog.get_logger(__name__)

CALL = "reminders.call_programs"
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
CLAIM_LASTS = timedelta(minutes=5)
MOST_ITEMS = 500
MOST_WEBHOOKS = 10
AT_ONCE = 50


@transaction.atomic
def add_webhook(*, actor: User, project: Project, address: str, shape: str = Shape.OWN) -> Webhook:
    """Tell another program from now on what is raised; the secret for the signature is made here."""
    require(actor, Permission.REMINDERS_MANAGE, project)
    address = address.strip()
    if shape not in Shape.values:
        raise RuleBroken(_("Say which program it is."), field="shape")
    outside.target_of(address)
    others = Webhook.objects.of(project)
    if others.filter(address=address).exists():
        raise RuleBroken(_("This address is told already."), field="address")
    if others.count() >= MOST_WEBHOOKS:
        raise RuleBroken(_("Up to %(most)s programs are told.") % {"most": MOST_WEBHOOKS}, field="address")
    webhook = Webhook(project=project, address=address, shape=shape, secret=secrets.token_urlsafe(32))
    webhook.save_because(_("added"), by=actor)
    record(actor, Verb.WEBHOOK_ADDED, webhook, after={"shape": shape})
    return webhook


@transaction.atomic
def switch_webhook(*, actor: User, webhook: Webhook, is_active: bool) -> Webhook:
    """Pause it, or go on."""
    require(actor, Permission.REMINDERS_MANAGE, webhook)
    webhook = lock(Webhook.objects.select_related("project"), webhook.pk)
    if is_active:
        outside.target_of(webhook.address)
    webhook.is_active = is_active
    webhook.save_because(_("switched on") if is_active else _("switched off"), by=actor)
    record(actor, Verb.WEBHOOK_CHANGED, webhook, after={"is_active": is_active})
    return webhook


@transaction.atomic
def remove_webhook(*, actor: User, webhook: Webhook) -> None:
    require(actor, Permission.REMINDERS_MANAGE, webhook)
    webhook = lock(Webhook.objects.select_related("project"), webhook.pk)
    record(actor, Verb.WEBHOOK_REMOVED, webhook)
    webhook.delete_because(_("removed"), by=actor)


@transaction.atomic
def try_webhook(*, actor: User, webhook: Webhook) -> WebhookCall:
    """Send it something now, to see whether it listens."""
    require(actor, Permission.REMINDERS_MANAGE, webhook)
    body = {**_head(webhook.project, "test"), "count": 0, "items": []}
    return _queue(webhook, uuid4(), body)


@transaction.atomic
def call_again(*, actor: User, call: WebhookCall) -> None:
    require(actor, Permission.REMINDERS_MANAGE, call.webhook)
    rows = WebhookCall.objects.filter(pk=call.pk, status=CallStatus.FAILED)
    if not rows.update(status=CallStatus.WAITING, not_before=clock.now(), tries=0):
        raise RuleBroken(_("This call is not waiting for anybody’s decision."))
    enqueue_after_commit(CALL)


def tell_programs(run: UUID, statement: Statement) -> int:
    """Queue one call to each program of the implementations in which this run raised something."""
    hooks = Webhook.objects.filter(project__in=statement.projects, is_active=True).select_related("project")
    told = 0
    for webhook in hooks:
        rows = ReminderSent.objects.filter(run=run, rule__project=webhook.project)
        count = rows.count()
        if count:
            items = _items(webhook.project, statement, rows)
            head = _head(webhook.project, "reminders.raised")
            _queue(webhook, run, {**head, "kind": statement.source.value, "count": count, "items": items})
            told += 1
    return told


def _head(project: Project, event: str) -> dict[str, Any]:
    return {
        "event": event,
        "at": clock.now().isoformat(),
        "implementation": {"name": project.name, "short_name": project.slug},
    }


def _items(project: Project, statement: Statement, rows: Any) -> list[dict[str, Any]]:
    """What was raised, without the people who were told."""
    keys = rows.order_by("due_on", "subject_id").values_list("subject_id", "due_on", "step").distinct()
    found = list(keys[:MOST_ITEMS])
    texts = dict[str, tuple[str, str]]()
    messages = Notification.objects.filter(
        project_id=project.pk, kind=statement.kind, about_id__in={row[0] for row in found}
    )
    for about, subject, link in messages.order_by("made_at").values_list("about_id", "subject", "link"):
        texts[about] = (subject, link)
    return [
        {
            "type": statement.subject_type,
            "id": key,
            "due_on": due_on.isoformat(),
            "days_after_due": step,
            "text": texts.get(key, ("", ""))[0],
            "link": settings.BASE_URL + texts.get(key, ("", ""))[1],
        }
        for key, due_on, step in found
    ]


def _queue(webhook: Webhook, run: UUID, body: dict[str, Any]) -> WebhookCall:
    call = WebhookCall(webhook=webhook, run=run, made_at=clock.now(), not_before=clock.now())
    told = {"id": str(call.pk), **body}
    if webhook.shape != Shape.OWN:
        page = reverse("dashboard:overview", args=[webhook.project.slug])
        told = SHAPES[webhook.shape](news_of(body, settings.BASE_URL + page))
    call.body = json.dumps(told, ensure_ascii=False, sort_keys=True)
    call.save()
    enqueue_after_commit(CALL)
    return call


def call_programs() -> int:
    """Make every call that is due; returns how many were taken. What a dead worker held goes out again."""
    now = clock.now()
    stale = WebhookCall.objects.filter(status=CallStatus.CLAIMED, claimed_at__lt=now - CLAIM_LASTS)
    stale.update(status=CallStatus.WAITING, claimed_at=None)
    due = WebhookCall.objects.filter(status=CallStatus.WAITING, not_before__lte=now, webhook__is_active=True)
    taken = 0
    for pk in list(due.order_by("not_before").values_list("pk", flat=True)[:AT_ONCE]):
        mine = WebhookCall.objects.filter(pk=pk, status=CallStatus.WAITING)
        if mine.update(status=CallStatus.CLAIMED, claimed_at=clock.now(), tries=F("tries") + 1):
            call = WebhookCall.objects.select_related("webhook").get(pk=pk)
            taken += _make(call)
    return taken


def _make(call: WebhookCall) -> bool:
    """One call; the name is resolved and looked at anew each time."""
    body = call.body.encode()
    try:
        reply = outside.send(outside.target_of(call.webhook.address), body, headers(call, body))
    except RuleBroken as refusal:
        reply = outside.Reply(None, refusal.sentence)
    rows = WebhookCall.objects.filter(pk=call.pk)
    facts = {"code": reply.code, "problem": reply.problem[:500], "claimed_at": None}
    if not reply.problem:
        rows.update(status=CallStatus.SENT, sent_at=clock.now(), **facts)
        return True
    log.warning("webhook_refused", webhook=str(call.webhook_id), problem=reply.problem)
    if call.tries > len(WAITS):
        rows.update(status=CallStatus.FAILED, **facts)
    else:
        later = clock.now() + WAITS[call.tries - 1]
        rows.update(status=CallStatus.WAITING, not_before=later, **facts)
    return False


def headers(call: WebhookCall, body: bytes) -> dict[str, str]:
    """Who reads it computes the same signature over the time, a full stop and the body."""
    at = str(int(clock.now().timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "ISO20K-Webhook",
        "X-ISO20K-Delivery": str(call.pk),
        "X-ISO20K-Signature": f"t={at},v1={signature(call.webhook.secret, at, body)}",
    }


def signature(secret: str, at: str, body: bytes) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
