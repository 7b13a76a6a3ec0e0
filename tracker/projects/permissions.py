"""One table says which role may do what. The permissions page in docs is generated from it."""

from enum import StrEnum

from tracker.projects.choices import Role


class Permission(StrEnum):
    """`resource:verb`. What a permission alone cannot say (own tasks, second person) is in policies."""

    PROJECT_VIEW = "project:view"
    PROJECT_EDIT = "project:edit"
    MEMBERS_MANAGE = "members:manage"
    PLAN_VIEW = "plan:view"
    PLAN_EDIT = "plan:edit"
    PLAN_BASELINE = "plan:baseline"
    TASK_PROGRESS = "task:progress"
    DELIVERABLE_ACCEPT = "deliverable:accept"
    CHECKLIST_VIEW = "checklist:view"
    CHECKPOINT_ASSESS = "checkpoint:assess"
    CHECKPOINT_ASSIGN = "checkpoint:assign"
    ASSESSMENT_CONFIRM = "assessment:confirm"
    EVIDENCE_VIEW = "evidence:view"
    EVIDENCE_ADD = "evidence:add"
    EVIDENCE_CONFIRM = "evidence:confirm"
    EVIDENCE_WITHDRAW = "evidence:withdraw"
    TRAINING_VIEW = "training:view"
    TRAINING_MANAGE = "training:manage"
    GOVERNANCE_VIEW = "governance:view"
    GOVERNANCE_EDIT = "governance:edit"
    RAID_VIEW = "raid:view"
    RAID_EDIT = "raid:edit"
    CHECK_MANAGE = "check:manage"
    CHECK_RESULTS = "check:results"
    SIGNOFF_VIEW = "signoff:view"
    SIGNOFF_REQUEST = "signoff:request"
    SIGNOFF_GIVE = "signoff:give"
    REPORT_VIEW = "report:view"
    REPORT_MAKE = "report:make"
    PACK_MAKE = "pack:make"
    PACK_DOWNLOAD = "pack:download"
    ACTIVITY_VIEW = "activity:view"
    REMINDERS_MANAGE = "reminders:manage"


P = Permission

_READ = frozenset(
    {
        P.PROJECT_VIEW,
        P.PLAN_VIEW,
        P.CHECKLIST_VIEW,
        P.EVIDENCE_VIEW,
        P.TRAINING_VIEW,
        P.GOVERNANCE_VIEW,
        P.RAID_VIEW,
        P.SIGNOFF_VIEW,
        P.REPORT_VIEW,
        P.ACTIVITY_VIEW,
    }
)
_WORK = _READ | {
    P.RAID_EDIT,
    P.TASK_PROGRESS,
    P.CHECKPOINT_ASSESS,
    P.EVIDENCE_ADD,
    P.EVIDENCE_CONFIRM,
    P.ASSESSMENT_CONFIRM,
}
_LEAD = _WORK | {
    P.PROJECT_EDIT,
    P.MEMBERS_MANAGE,
    P.PLAN_EDIT,
    P.PLAN_BASELINE,
    P.DELIVERABLE_ACCEPT,
    P.CHECKPOINT_ASSIGN,
    P.EVIDENCE_WITHDRAW,
    P.TRAINING_MANAGE,
    P.CHECK_MANAGE,
    P.GOVERNANCE_EDIT,
    P.SIGNOFF_REQUEST,
    P.REPORT_MAKE,
    P.PACK_MAKE,
    P.PACK_DOWNLOAD,
    P.REMINDERS_MANAGE,
}

ROLE_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.SPONSOR: _READ
    | {
        P.GOVERNANCE_EDIT,
        P.RAID_EDIT,
        P.SIGNOFF_GIVE,
        P.REPORT_MAKE,
        P.PACK_DOWNLOAD,
        P.DELIVERABLE_ACCEPT,
    },
    Role.CHAMPION: _WORK
    | {P.CHECKPOINT_ASSIGN, P.GOVERNANCE_EDIT, P.SIGNOFF_REQUEST, P.SIGNOFF_GIVE, P.REPORT_MAKE},
    Role.PROJECT_MANAGER: _LEAD,
    Role.PROCESS_OWNER: _WORK
    | {P.CHECKPOINT_ASSIGN, P.DELIVERABLE_ACCEPT, P.TRAINING_MANAGE, P.CHECK_MANAGE, P.CHECK_RESULTS},
    Role.TEAM_MEMBER: _WORK,
    Role.INTERNAL_AUDITOR: _READ
    | {P.EVIDENCE_CONFIRM, P.ASSESSMENT_CONFIRM, P.REPORT_MAKE, P.PACK_MAKE, P.PACK_DOWNLOAD},
    Role.EXTERNAL_AUDITOR: frozenset(
        {
            P.PROJECT_VIEW,
            P.CHECKLIST_VIEW,
            P.EVIDENCE_VIEW,
            P.SIGNOFF_VIEW,
            P.REPORT_VIEW,
            P.PACK_MAKE,
            P.PACK_DOWNLOAD,
        }
    ),
    Role.VIEWER: frozenset({P.PROJECT_VIEW, P.PLAN_VIEW, P.CHECKLIST_VIEW, P.TRAINING_VIEW, P.REPORT_VIEW}),
}


def granted(roles: list[Role]) -> frozenset[Permission]:
    """Everything that these roles together may do."""
    return frozenset().union(*(ROLE_GRANTS[role] for role in roles))
