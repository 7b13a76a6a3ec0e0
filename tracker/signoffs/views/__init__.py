"""Doors for the browser."""

from tracker.signoffs.views.delegations import delegation_end, delegation_list, delegation_new
from tracker.signoffs.views.requests import (
    decision,
    reading,
    receipt_file,
    receipt_paper,
    request_detail,
    request_list,
    retraction,
    withdrawal,
)

__all__ = [
    "decision",
    "delegation_end",
    "delegation_list",
    "delegation_new",
    "reading",
    "receipt_file",
    "receipt_paper",
    "request_detail",
    "request_list",
    "retraction",
    "withdrawal",
]
