"""Whoever has been asked so far gets their place in the request; requests and sign-offs stay untouched."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

REASON = "place of the person asked, written down when several could be asked"


def give_places(apps: Any, _schema: Any) -> None:
    request_model = apps.get_model("signoffs", "SignOffRequest")
    signer_model = apps.get_model("signoffs", "Signer")
    history_model = apps.get_model("signoffs", "HistoricalSigner")
    answers = dict(
        apps.get_model("signoffs", "SignOff")
        .objects.filter(withdraws=None)
        .values_list("request_id", "pk")
    )
    now = datetime.now(UTC)
    for request in request_model.objects.filter(signers=None).order_by("created_at").iterator(1000):
        facts = {
            "project_id": request.project_id,
            "request_id": request.pk,
            "user_id": request.asked_of_id,
            "number": 1,
            "state": _state(request, answers),
            "viewed_to_end_at": request.viewed_to_end_at,
            "viewed_by_id": request.asked_of_id if request.viewed_to_end_at else None,
            "signoff_id": answers.get(request.pk),
            "created_at": now,
            "changed_at": now,
            "version": 1,
        }
        signer = signer_model.objects.create(**facts)
        history_model.objects.create(
            id=signer.pk,
            history_user_id=request.requested_by_id,
            history_change_reason=REASON,
            history_date=now,
            history_type="+",
            **facts,
        )


def _state(request: Any, answers: dict[Any, Any]) -> str:
    if request.pk in answers:
        return "answered"
    return "asked" if request.state == "waiting" else "closed"


class Migration(migrations.Migration):
    dependencies = (("signoffs", "0003_several_signers"),)
    operations = (migrations.RunPython(give_places, migrations.RunPython.noop),)
