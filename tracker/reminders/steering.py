"""What leading calls back for: benefits, decisions, promises, obstacles, and the reviews in their rhythm."""

from datetime import date
from typing import Any

from django.db.models import F

from tracker.governance.models import Benefit, Commitment, DecisionAsked, Obstacle
from tracker.raid.models import RaidItem, Response
from tracker.reminders.columns import a_person, page
from tracker.reviews.models import Correction, GateReview, ProjectReview


def benefits(on: date, zone: str) -> Any:
    return Benefit.objects.filter(next_on__isnull=False), {
        "d_label": F("title"),
        "d_due": F("next_on"),
        "d_detail": F("measure"),
        "d_link": page("governance:benefit", "pk"),
        **a_person("owner"),
    }


def decisions(on: date, zone: str) -> Any:
    return DecisionAsked.objects.filter(decided_on=None, withdrawn_on=None), {
        "d_label": F("question"),
        "d_due": F("due_on"),
        "d_detail": F("effect"),
        "d_link": page("governance:direction"),
        **a_person("decider"),
    }


def commitments(on: date, zone: str) -> Any:
    return Commitment.objects.filter(closed_on=None), {
        "d_label": F("text"),
        "d_due": F("due_on"),
        "d_link": page("governance:direction"),
        **a_person("person"),
    }


def obstacles(on: date, zone: str) -> Any:
    return Obstacle.objects.filter(closed_on=None), {
        "d_label": F("title"),
        "d_due": F("due_on"),
        "d_detail": F("effect"),
        "d_link": page("governance:direction"),
        **a_person("owner"),
    }


def gates(on: date, zone: str) -> Any:
    return GateReview.objects.filter(decided_on=None, closed_on=None, request=None), {
        "d_label": F("milestone__task__name"),
        "d_due": F("held_on"),
        "d_link": page("reviews:gate", "pk"),
        **a_person("milestone__task__owner"),
    }


def meetings(on: date, zone: str) -> Any:
    return ProjectReview.objects.open(), {
        "d_label": F("series__title"),
        "d_due": F("planned_on"),
        "d_link": page("reviews:review", "pk"),
        **a_person("series__chair"),
    }


def corrections(on: date, zone: str) -> Any:
    return Correction.objects.open(), {
        "d_label": F("deviation__title"),
        "d_due": F("due_on"),
        "d_detail": F("text"),
        "d_link": page("reviews:deviation", "deviation_id"),
        **a_person("owner"),
    }


def risks(on: date, zone: str) -> Any:
    return RaidItem.objects.open(), {
        "d_label": F("title"),
        "d_due": F("review_on"),
        "d_detail": F("effect"),
        "d_link": page("raid:item", "pk"),
        **a_person("owner"),
    }


def responses(on: date, zone: str) -> Any:
    return Response.objects.to_do().filter(due_on__isnull=False), {
        "d_label": F("item__title"),
        "d_due": F("due_on"),
        "d_detail": F("text"),
        "d_link": page("raid:item", "item_id"),
        **a_person("owner"),
    }
