"""Refusals: every rule that says no does so with a sentence fit for the person who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass


class RuleBroken(Exception):
    """A rule of the house refuses the change; `sentence` says why and what to do."""

    status = 409

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class NotPermitted(RuleBroken):
    """The actor holds no permission for this verb here."""

    status = 403


class StaleEdit(RuleBroken):
    """Somebody changed the row after it was read; nothing was saved."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One line of an input that could not be taken, and why. Lines count from 1; 0 means the whole file."""

    line: int
    message: str
    column: str = ""  # The heading of its column, where one cell is to blame.

    def __str__(self) -> str:
        place = f"line {self.line}, “{self.column}”" if self.column else f"line {self.line}"
        return f"{place}: {self.message}" if self.line else self.message


class BadInput(RuleBroken):
    """An input was refused as a whole; `lines` names each place and its reason. Nothing was written."""

    status = 422

    def __init__(self, sentence: str, *, lines: Sequence[LineProblem] = (), field: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.lines = list(lines)


class MissingActor(Exception):
    """A tracked row was saved without saying who did it: a mistake in the program, never the user's."""
