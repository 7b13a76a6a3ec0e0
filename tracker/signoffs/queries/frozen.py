"""What the digest of a request is over, and in which role somebody signs."""

from typing import Any

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.policies import roles_of
from tracker.signoffs.models import SignOffRequest

FIRST = "0" * 64


def frozen(request: SignOffRequest) -> dict[str, Any]:
    """The question with its content and the identity of its subject: all that the digest is over.

    Where several are asked, who they are stands in it too; a question to one reads as it always did.
    """
    asked = {"signers": request.panel} if request.panel else {}
    return asked | {
        "schema": request.schema_version,
        "project": request.project_id,
        "request": request.pk,
        "subject": {
            "type": request.subject_type,
            "id": request.subject_id,
            "version": request.subject_version,
        },
        "title": request.title,
        "question": request.question,
        "meaning": request.meaning,
        "content": request.content,
    }


def role_in_words(user: User, project: Project) -> str:
    """Job title and roles, as they stand on the receipt: "Chief Operating Officer, sponsor"."""
    job = user.person.job_title if user.person else ""
    roles = sorted(str(role.label).lower() for role in roles_of(user, project))
    text = ", ".join(part for part in (job, *roles) if part)
    return text[:1].upper() + text[1:300]
