"""The pages of the central models keep up with the models and their verbs."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

PAGES = Path(__file__).parents[2] / "docs" / "models"
MODELS = {
    "project": ("projects.Project",),
    "checkpoint": ("checklist.Checkpoint",),
    "evidence": ("evidence.Evidence", "evidence.EvidenceRevision"),
    "sign-off": (
        "signoffs.SignOffRequest",
        "signoffs.Signer",
        "signoffs.Delegation",
        "signoffs.SignOff",
    ),
    "business-case": (
        "governance.BusinessCase",
        "governance.CaseOption",
        "governance.CashLine",
        "governance.Assumption",
    ),
    "risk": ("raid.RaidItem", "raid.Response", "raid.RiskAssessment"),
    "recurring-task": ("plan.TaskSeries", "plan.Occurrence"),
    "activity": ("history.Activity",),
    "notification": ("notifications.Notification",),
}
ALWAYS = {"id", "project", "created_at", "changed_at", "version"}  # said once, in the README


def unnamed(text: str, model: type[Model]) -> list[str]:
    named = set(re.findall(r"`(\w+)`", text))
    return [field.name for field in model._meta.concrete_fields if field.name not in ALWAYS | named]


def verbs_not_there(text: str, room: str) -> list[str]:
    actions = importlib.import_module(f"tracker.{room}.actions")
    said = text.partition("**Verbs**:")[2]
    return [verb for verb in re.findall(r"`(\w+)`", said) if not hasattr(actions, verb)]


@pytest.mark.parametrize("page", MODELS)
def test_every_field_and_only_real_verbs_are_named(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    assert "**Verbs**:" in text
    for label in MODELS[page]:
        model = apps.get_model(label)
        assert unnamed(text, model) == [], label
        assert verbs_not_there(text, model._meta.app_label) == [], label


def test_every_page_is_held() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", *MODELS}


def test_a_field_without_a_word_and_a_verb_that_is_gone_are_found() -> None:
    text = "`name` **Verbs**: `attach_evidence`, `polish_evidence`"
    assert "retention" in unnamed(text, apps.get_model("evidence.Evidence"))
    assert verbs_not_there(text, "evidence") == ["polish_evidence"]
