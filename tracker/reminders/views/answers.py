"""The door behind a button in a mail: it shows what will happen, and asks once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.notifications.links import message_behind
from tracker.notifications.models import Notification
from tracker.reminders import actions
from tracker.reminders.actions import Reply
from tracker.reminders.choices import Answer
from tracker.reminders.forms import AnswerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Only a form that is sent does anything: programs that open links in mails change nothing."""
    message = message_behind(token)
    if message is None:
        return _page(request, None, status=404)
    if request.method != "POST":
        return _page(request, message, chosen=request.GET.get("do", ""))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _page(request, message, chosen=request.POST.get("answer", ""), errors=errors, status=422)
    facts = form.cleaned_data
    reply = Reply(Answer(facts["answer"]), facts["reason"], facts["due_on"])
    try:
        said = actions.answer_reminder(notification=message, reply=reply)
    except RuleBroken as refusal:
        errors = {refusal.field or "all": refusal.sentence}
        return _page(request, message, chosen=facts["answer"], errors=errors, status=refusal.status)
    return _page(request, message, said=said)


def _page(
    request: HttpRequest,
    message: Notification | None,
    *,
    chosen: str = "",
    errors: dict[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    subject = actions.subject_of(message) if message else None
    context: dict[str, Any] = {
        "door": True,
        "message": message,
        "subject": subject,
        "choices": _choices(message, subject),
        "chosen": chosen,
        "errors": errors or {},
        "typed": request.POST,
        "said": said,
    }
    response = render(request, "reminders/answer.html", context, status=status)
    # The address holds a signature: no other site and no search engine is to learn it.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _choices(message: Notification | None, subject: Any) -> list[dict[str, str]]:
    """Each answer with what it will do, in a sentence."""
    if message is None or subject is None or message.answered_at is not None:
        return []
    words = {
        Answer.DONE: (_("Yes, it is done"), _("It will be marked as done today, in your name.")),
        Answer.DATE: (
            _("Give it another date"),
            _("Its date will move, and your reason will stand in its history."),
        ),
        Answer.CANNOT: (
            _("I cannot, because …"),
            _("It will be marked as blocked, and the project manager is told."),
        ),
    }
    passed_on = _("Nothing changes by itself; the project manager is told and acts on it.")
    found = []
    for answer in Answer:
        if answer.value in message.context.get("answers", []):
            word, effect = words[answer]
            own = actions.can_do(answer, subject) and message.recipient is not None
            found.append({"key": answer.value, "word": word, "effect": effect if own else passed_on})
    return found
