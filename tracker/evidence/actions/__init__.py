"""The verbs of this room; the only writer of evidence."""

from tracker.evidence.actions.attach import (
    Validity,
    add_revision,
    attach_evidence,
    attach_link,
    attach_statement,
)
from tracker.evidence.actions.copying import copy_evidence
from tracker.evidence.actions.describe import describe_evidence, link_clauses, unlink_information
from tracker.evidence.actions.judge import confirm_revision, reject_revision, withdraw_evidence
from tracker.evidence.actions.parted import (
    WrongPlace,
    append_part,
    arrived,
    begin_upload,
    forget_uploads,
    whole_uploads,
)
from tracker.evidence.actions.read import record_download
from tracker.evidence.actions.results import Found, note_results
from tracker.evidence.actions.sampling import Population, choose_sample, draw_sample
from tracker.evidence.actions.scrub import begin_scrub, found_damaged, scrub_nightly, scrub_store
from tracker.evidence.actions.texts import forget_readings, read_text, read_waiting
from tracker.evidence.intake import Upload

__all__ = [
    "Found",
    "Population",
    "Upload",
    "Validity",
    "WrongPlace",
    "add_revision",
    "append_part",
    "arrived",
    "attach_evidence",
    "attach_link",
    "attach_statement",
    "begin_scrub",
    "begin_upload",
    "choose_sample",
    "confirm_revision",
    "copy_evidence",
    "describe_evidence",
    "draw_sample",
    "forget_readings",
    "forget_uploads",
    "found_damaged",
    "link_clauses",
    "note_results",
    "read_text",
    "read_waiting",
    "record_download",
    "reject_revision",
    "scrub_nightly",
    "scrub_store",
    "unlink_information",
    "whole_uploads",
    "withdraw_evidence",
]
