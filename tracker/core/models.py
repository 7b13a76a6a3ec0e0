"""The shape of audited rows: each carries a version, and each save says who and why."""

import uuid
from typing import Any, Protocol, Self

from django.db import models, transaction
from simple_history.models import HistoricalRecords

from tracker.core import clock
from tracker.core.errors import MissingActor
from tracker.core.fitting import refuse_what_does_not_fit


class Actor(Protocol):
    """Whoever answers for a change; in practice a `people.User`."""

    @property
    def pk(self) -> Any: ...


def refuse_without_actor(instance: models.Model, **_: object) -> None:
    raise MissingActor(
        f"{type(instance).__name__} was saved without an actor; use save_because(reason, by=actor)"
    )


def _no_actor_object(historical_instance: Any) -> None:
    """The log holds actors by value; who needs the person looks it up by `history_user_id`."""


def _set_actor(historical_instance: Any, actor: Actor | None) -> None:
    if actor is not None:
        historical_instance.history_user_id = actor.pk


class TrackedQuerySet(models.QuerySet[Any]):
    """Base of every audited queryset."""


class TrackedModel(models.Model):
    """A row whose every change has an actor, a time and a reason, kept in its history table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords(
        inherit=True,
        history_user_id_field=models.UUIDField(),
        history_user_getter=_no_actor_object,
        history_user_setter=_set_actor,
        history_change_reason_field=models.TextField(default="", blank=True),
        get_user=refuse_without_actor,
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Asked before anything is written: the history row comes after the row itself.
        if not hasattr(self, "_history_user"):
            refuse_without_actor(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not hasattr(self, "_history_user"):
            refuse_without_actor(self)
        return super().delete(*args, **kwargs)

    def stamp(self, reason: str, by: Actor) -> None:
        """Set what the next save writes beside the row: who, why, when, and the next version."""
        moment = clock.now()
        if self._state.adding:
            self.created_at = moment
        self.changed_at = moment
        self.version += 1
        self._history_user = by
        self._history_date = moment
        self._change_reason = reason

    def save_because(self, reason: str, *, by: Actor) -> Self:
        """Save the row and one history row with it, or neither."""
        refuse_what_does_not_fit(self)
        self.stamp(reason, by)
        try:
            with transaction.atomic(savepoint=False):
                self.save()
        finally:
            self._forget_actor()
        return self

    def delete_because(self, reason: str, *, by: Actor) -> None:
        """Remove the row; its history keeps it and says who removed it and why."""
        self.stamp(reason, by)
        try:
            with transaction.atomic(savepoint=False):
                self.delete()
        finally:
            self._forget_actor()

    def _forget_actor(self) -> None:
        # An actor left on the instance would sign the next, unrelated save.
        for name in ("_history_user", "_history_date", "_change_reason"):
            self.__dict__.pop(name, None)


class AppendOnly(models.Model):
    """A row that is written once: database triggers refuse to change or delete it."""

    class Meta:
        abstract = True
