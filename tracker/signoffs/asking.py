"""Asking several people: the part that each form which asks for a sign-off has in common.

Not private like a form: the rooms whose subjects are signed build theirs upon it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import ROLE_GRANTS, Permission
from tracker.signoffs.rules import Panel

SIGNERS = [role for role, granted in ROLE_GRANTS.items() if Permission.SIGNOFF_GIVE in granted]
PLACES = (_("Second signature"), _("Third signature"), _("Fourth signature"), _("Fifth signature"))


class SeveralSign(forms.Form):
    """For a form that asks for a sign-off: who signs beside the first, how many are enough, in order or not.

    A room calls `seat(project)` when it builds the form; `cleaned_data` then holds a `panel` for its verb.
    Where nobody else could sign, nothing is asked.
    """

    several: tuple[str, ...] = ()
    people: dict[str, User]

    def seat(self, project: Project) -> None:
        held = Membership.objects.of(project).filter(role__in=SIGNERS).held(on=project.today())
        found = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
        self.people = {str(user.pk): user for user in found}
        if len(self.people) < 2:
            return
        choices = [("", "–"), *((pk, user.name) for pk, user in self.people.items())]
        for number, label in enumerate(PLACES[: len(self.people) - 1], start=2):
            self.fields[f"signer_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields["quorum"] = forms.IntegerField(
            label=_("How many approvals are enough"),
            min_value=1,
            max_value=len(PLACES) + 1,
            required=False,
            help_text=_("All of them, if you leave it empty. One who declines ends the question."),
        )
        self.fields["in_order"] = forms.BooleanField(
            label=_("One after the other, in this order"), required=False
        )
        self.several = tuple(name for name in self.fields if name.startswith("signer_"))

    @property
    def alone_fields(self) -> list[Any]:
        return [field for field in self if field.name not in self._of_several]

    @property
    def several_fields(self) -> list[Any]:
        return [field for field in self if field.name in self._of_several]

    @property
    def several_said(self) -> bool:
        """Whether the part about several is open: something was said there, or is wrong there."""
        return any(field.errors or field.data for field in self.several_fields)

    @property
    def _of_several(self) -> set[str]:
        return {*self.several, "quorum", "in_order"} if self.several else set()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        also = [self.people[pk] for name in self.several if (pk := said.pop(name, ""))]
        quorum, in_order = said.pop("quorum", None), bool(said.pop("in_order", False))
        if quorum and quorum > len(also) + 1:
            self.add_error("quorum", _("More than there are people to sign."))
        said["panel"] = Panel(also, quorum, in_order)
        return said

    def asked_sentence(self) -> str:
        """Who has been asked."""
        first, panel = self.cleaned_data["asked_of"], self.cleaned_data["panel"]
        if panel.in_order and panel.also:
            words = {"name": first, "others": ", ".join(map(str, panel.also))}
            return gettext("%(name)s has been asked; after that, in order: %(others)s.") % words
        names = ", ".join(str(person) for person in panel.people(first))
        return ngettext("%(name)s has been asked.", "%(name)s have been asked.", len(panel.also) + 1) % {
            "name": names
        }
