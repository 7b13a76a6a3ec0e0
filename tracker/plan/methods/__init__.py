"""Method templates: read from data, tailored and dated as plain values, without a database."""

from tracker.plan.methods.dating import put_dates
from tracker.plan.methods.reader import METHODS, TemplateBroken, methods, read_method
from tracker.plan.methods.tailoring import tailor
from tracker.plan.methods.values import (
    FACTS,
    Dated,
    Estimate,
    Facts,
    Formality,
    LeftOut,
    Method,
    Piece,
    Size,
    Tailored,
    Wish,
)
from tracker.plan.methods.words import Words, words_of_method

__all__ = [
    "FACTS",
    "METHODS",
    "Dated",
    "Estimate",
    "Facts",
    "Formality",
    "LeftOut",
    "Method",
    "Piece",
    "Size",
    "Tailored",
    "TemplateBroken",
    "Wish",
    "Words",
    "methods",
    "put_dates",
    "read_method",
    "tailor",
    "words_of_method",
]
