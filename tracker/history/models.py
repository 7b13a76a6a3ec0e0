"""The log by value: entries hold identifiers and values, no foreign keys; they outlive their subjects."""

import uuid

from django.db import models

from tracker.core import keys
from tracker.core.canonical import canonical_bytes
from tracker.core.models import AppendOnly

SITE = "site"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def about(self, subject_type: str, subject_id: uuid.UUID | str) -> "ActivityQuerySet":
        return self.filter(subject_type=subject_type, subject_id=str(subject_id))

    def of_projects(self, project_ids: list[uuid.UUID]) -> "ActivityQuerySet":
        return self.filter(project_id__in=project_ids)

    def newest_first(self) -> "ActivityQuerySet":
        return self.order_by("-at", "-id")


class Activity(AppendOnly):
    """One thing done. Each entry holds the digest of the one before it in its chain."""

    chain = models.CharField(max_length=36)
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80)
    actor_id = models.UUIDField()
    project_id = models.UUIDField(null=True, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    label_commitment = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="one_entry_per_place_in_chain"),
        ]
        indexes = [
            models.Index(fields=["project_id", "-at"], name="activity_of_project"),
            models.Index(fields=["subject_type", "subject_id"], name="activity_of_subject"),
        ]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.chain}#{self.position} {self.verb}"


class ActivityLabel(AppendOnly):
    """The names that belong to an entry: beside the chain, so that a person can be erased from it.

    The chained entry holds only a salted commitment to these words. Erasing empties salt and words for
    good; the guard allows that one change and no other.
    """

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, related_name="label", primary_key=True
    )
    salt = models.CharField(max_length=32, blank=True)
    words = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.words.get("subject", "") if self.words else "erased"


class ChainHead(models.Model):
    """Where a chain ends now; the row that writers of one chain queue for."""

    chain = models.CharField(max_length=36, primary_key=True)
    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.chain}#{self.position}"


class SignedHead(AppendOnly):
    """All chain heads of one moment, signed with the key that lies outside the database."""

    at = models.DateTimeField(db_index=True)
    heads = models.JSONField()
    key_fingerprint = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"heads of {self.at:%Y-%m-%d %H:%M}"

    @property
    def holds(self) -> bool:
        """Whether the key of this installation has signed exactly these heads."""
        return keys.signed(canonical_bytes({"at": self.at, "heads": self.heads}), self.signature)
