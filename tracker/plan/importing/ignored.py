"""What Microsoft Project XML says and the plan has no place for, said line by line."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.plan.importing.plain import Unread
from tracker.plan.importing.xmlrecords import Record

_TAKEN = """
    UID Name OutlineLevel Start Finish ManualStart ManualFinish Duration PercentComplete Milestone Summary
    WBS OutlineNumber Work Notes ActualStart ActualFinish IsNull ID PredecessorLink ConstraintType
    ConstraintDate Deadline Manual CalendarUID IgnoreResourceCalendar RemainingDuration Resume DurationFormat
"""
TAKEN = frozenset(_TAKEN.split())
# Computed by the program from what is taken, or about how it draws and counts.
_DERIVED = """
    ManualDuration CreateDate Type Priority ResumeValid EffortDriven OverAllocated Estimated
    Critical EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance FreeSlack
    TotalSlack StartSlack FinishSlack FixedCostAccrual PercentWorkComplete PhysicalPercentComplete
    ActualDuration ActualWork ActualOvertimeWork RegularWork RemainingWork
    RemainingOvertimeWork OvertimeWork Active LevelAssignments LevelingCanSplit LevelingDelay
    LevelingDelayFormat HideBar Rollup EarnedValueMethod IsPublished CommitmentType
    DisplayAsSummary StartText FinishText DurationText GUID IsSubprojectReadOnly Stop
    RemainingCost ActualCost
"""
DERIVED = frozenset(_DERIVED.split())
NOTHING = frozenset({"", "0", "-1", "0.0", "0.00", "PT0H0M0S"})
# Elements whose children carry the content; their own text is only white space.
CONTAINERS = frozenset({"Baseline", "ExtendedAttribute", "OutlineCode", "TimephasedData"})


def of_task(record: Record, where: str) -> Iterator[Unread]:
    """Each value of the task that is not taken over, with its line."""
    if record.get("Active", "1") == "0":
        yield Unread(record.line_of("Active"), where, _("It is inactive in the file; here it counts."))
    for name, value in record.values.items():
        if name in TAKEN or name in DERIVED:
            continue
        if name in CONTAINERS or value.strip() not in NOTHING:
            yield Unread(record.line_of(name), where, _reason(record, name, value.strip()))


def _reason(record: Record, name: str, value: str) -> str:
    if name == "Baseline":
        return _("The file's baselines are not taken; set one here when the plan is approved.")
    if name in CONTAINERS:
        return _("<%(name)s> has no place here.") % {"name": name}
    return _("<%(name)s> “%(value)s” has no place here.") % {"name": name, "value": value[:60]}


def of_project(project: Record) -> Iterator[Unread]:
    """What the head of the file holds besides tasks, resources and assignments."""
    minutes = project.get("MinutesPerDay", "480")
    if minutes != "480":
        reason = _("A day of %(minutes)s minutes is counted as one of 480.") % {"minutes": minutes}
        yield Unread(project.line_of("MinutesPerDay"), "MinutesPerDay", reason)
