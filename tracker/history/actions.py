"""Writing the log. The head of the chain is locked here, so a verb records last."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tracker.core import clock, keys
from tracker.core.canonical import canonical_bytes, plain
from tracker.core.models import Actor
from tracker.history import chain as chains
from tracker.history.models import SITE, Activity, ActivityLabel, ChainHead, SignedHead


def record(
    actor: Actor,
    verb: str,
    subject: models.Model,
    *,
    project_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    labels: dict[str, str] | None = None,
) -> Activity:
    """Append one entry to the chain of the subject's project, or of the site where it has none.

    `before` and `after` hold plain values without names of persons; `reason`, names and free text go
    beside the chain. Must run inside the transaction of the change itself.
    """
    if project_id is None:
        project_id = _project_of(subject)
    words = {"actor": str(actor), "subject": str(subject)[:300], "reason": reason, **(labels or {})}
    return _append(
        chain=str(project_id) if project_id else SITE,
        verb=str(verb),
        actor_id=actor.pk,
        project_id=project_id,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        before=plain(before or {}),
        after=plain(after or {}),
        words=plain(words),
    )


def _project_of(subject: models.Model) -> UUID | None:
    if subject._meta.label_lower == "projects.project":
        return UUID(str(subject.pk))
    return getattr(subject, "project_id", None)


def _append(*, chain: str, words: dict[str, Any], **values: Any) -> Activity:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction of the change")
    head = _locked_head(chain)
    # A chain never goes back in time, even when a clock does.
    at = max(clock.now(), head.at) if head.at else clock.now()
    salt = secrets.token_hex(16)
    values |= {
        "chain": chain,
        "position": head.position + 1,
        "at": at,
        "label_commitment": chains.commitment(salt, words),
        "previous_digest": head.digest,
    }
    entry = Activity.objects.create(**values, digest=chains.entry_digest(**values))
    ActivityLabel.objects.create(activity=entry, salt=salt, words=words)
    ChainHead.objects.filter(pk=chain).update(position=entry.position, digest=entry.digest, at=at)
    return entry


def _locked_head(chain: str) -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=chain).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(chain=chain)], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get(pk=chain)
    return head


@transaction.atomic
def erase_names(actor: Actor, *, about: UUID, now: datetime | None = None) -> int:
    """Empty the names beside every entry that the person with this id made; the chain still verifies."""
    moment = now or clock.now()
    return ActivityLabel.objects.filter(activity__actor_id=about, erased_at=None).update(
        salt="", words={}, erased_at=moment
    )


@transaction.atomic
def sign_heads() -> SignedHead | None:
    """Sign where every chain ends now; nothing to do while no chain has moved since the last signing."""
    heads = {head.chain: [head.position, head.digest] for head in ChainHead.objects.order_by("chain")}
    last = SignedHead.objects.order_by("-at", "-id").first()
    if not heads or (last and last.heads == heads):
        return None
    moment = clock.now()
    message = canonical_bytes({"at": moment, "heads": heads})
    return SignedHead.objects.create(
        at=moment, heads=heads, key_fingerprint=keys.fingerprint(), signature=keys.sign(message).hex()
    )
