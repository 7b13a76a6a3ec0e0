"""Doors of the checks room."""

from tracker.checks.views.questions import check, question_end, question_new, results

__all__ = ["check", "question_end", "question_new", "results"]
