"""Pitfalls that implementations of a service management system are known to fall into, to begin an assessment with.

Each is a text of our own: what may happen, why, what it would do, and a response that others had use of. Keys stay,
because rows of the register name them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.raid.choices import Category


@dataclass(frozen=True, slots=True)
class Pitfall:
    """One known pitfall."""

    key: str
    category: Category
    title: Promise | str
    cause: Promise | str
    effect: Promise | str
    response: Promise | str


PITFALLS = (
    Pitfall(
        "absent_sponsor", Category.ORGANIZATION,
        _("Top management loses interest after the start"),
        _("The certificate is seen as a matter of one department"),
        _("Decisions wait, people are drawn off, the date of the certificate goes"),
        _("A fixed appointment each month with decisions, promises and obstacles on one page"),
    ),
    Pitfall(
        "no_people", Category.ORGANIZATION,
        _("People who are named have no time"),
        _("The work comes on top of daily business, and nobody took anything away"),
        _("Tasks slip one after the other, quietly at first"),
        _("Agree on shares of time with each head of department, and look at the load each week"),
    ),
    Pitfall(
        "wrong_scope", Category.ORGANIZATION,
        _("The scope is too wide or does not fit what customers buy"),
        _("It was drawn along the organization chart"),
        _("More to prove than needed, or a certificate that helps nobody"),
        _("Write the scope by services, sites and parties, and have it approved before anything is designed"),
    ),
    Pitfall(
        "date_from_above", Category.ORGANIZATION,
        _("The date of the certificate was promised before anybody counted"),
        _("A tender or a customer asks for it"),
        _("Records of a few weeks only at stage 2, findings that cost months"),
        _("Count backwards from stage 2: months of records, internal audit, management review; tell what does not fit"),
    ),
    Pitfall(
        "resistance", Category.PEOPLE,
        _("Staff see forms instead of use"),
        _("Nobody said what changes for whom, and why"),
        _("Processes run on paper only; an auditor who asks three people finds out"),
        _("One page for each job role, ambassadors in each department, concerns answered within days"),
    ),
    Pitfall(
        "thin_training", Category.PEOPLE,
        _("Training comes last and for too few"),
        _("It is planned as one event before the audit"),
        _("People cannot say what they do and where it stands"),
        _("Introduce everybody early, go into detail for owners, and look at the effect"),
    ),
    Pitfall(
        "one_head", Category.PEOPLE,
        _("Everything hangs on one person"),
        _("The knowledge of the standard sits in one head"),
        _("The work stands still when that person is ill or leaves"),
        _("A deputy for each process owner and for the project manager, in the plan from the start"),
    ),
    Pitfall(
        "paper_processes", Category.PROCESS,
        _("Processes are written and not lived"),
        _("They were bought or copied"),
        _("No records at the time of the audit, or records that say something else"),
        _("Begin with what is done today; let each process run for weeks and take samples before the audit"),
    ),
    Pitfall(
        "late_records", Category.PROCESS,
        _("Too few records when the auditor comes"),
        _("Processes start weeks before stage 2"),
        _("A major finding, or a later date"),
        _("Give each process of clause 8 a day from which records count, at least three months before"),
    ),
    Pitfall(
        "no_internal_audit", Category.PROCESS,
        _("Internal audit and management review are squeezed in at the end"),
        _("They were not in the plan, or no auditor was independent"),
        _("Findings that nobody can cure before stage 2"),
        _("Plan them with their people now; train or hire an auditor for whom it is not the own work"),
    ),
    Pitfall(
        "tool_first", Category.TECHNOLOGY,
        _("A new tool becomes the project"),
        _("It is bought before it is clear what has to be done"),
        _("Months of configuration, processes bent to fit"),
        _("Decide what a process needs first; use what is there until it hurts"),
    ),
    Pitfall(
        "stale_assets", Category.TECHNOLOGY,
        _("Nobody trusts the data on configuration items and assets"),
        _("They were collected once and are kept by hand"),
        _("Changes and incidents are judged on wrong facts"),
        _("Fewer kinds of items, each with an owner and a check that runs by itself"),
    ),
    Pitfall(
        "uncontrolled_parties", Category.SUPPLIER,
        _("Suppliers do part of the service and are not under control"),
        _("Contracts say nothing on targets, reports and audits"),
        _("Requirements that are met by others cannot be shown"),
        _("List what each party provides or operates, agree on measures, and look at them together"),
    ),
    Pitfall(
        "certifier_late", Category.SUPPLIER,
        _("The certification body has no date when we are ready"),
        _("It was chosen late"),
        _("Months between being ready and being audited"),
        _("Choose it in the foundation phase and book both stages with a way to move them"),
    ),
)  # fmt: skip
BY_KEY = {pitfall.key: pitfall for pitfall in PITFALLS}
