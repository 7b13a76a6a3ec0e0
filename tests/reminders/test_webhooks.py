"""Other programs are told: signed, tried again, written down, and never inside our own network."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.reminders.conftest import MakeTask
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders import actions, outside
from tracker.reminders.chat import SHAPES, news_of
from tracker.reminders.models import Webhook, WebhookCall

pytestmark = pytest.mark.django_db

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:a00:1::1", "192.0.2.1", "198.18.0.1",
]  # fmt: skip


class Receiver(HTTPServer):
    """A program that listens on this machine, and what it heard."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.code = 204

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?x=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.code)
        if self.server.code == 302:
            self.send_header("Location", self.server.address)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """The one network of our own that this installation names on purpose."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def resolves_to(*ips: str) -> Any:
    """A name server of this test's own."""

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, 1, 6, "", (ip, port)) for ip in ips]

    return resolve


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_address_of_ours_is_called_under_any_name(ip: str) -> None:
    assert not outside.is_public(ip_address(ip))
    for found in ((ip,), ("93.184.215.14", ip)):
        with pytest.raises(RuleBroken, match="private network"):
            outside.target_of("https://innocent.example/", resolve=resolves_to(*found))


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_called_at_the_very_address_that_was_looked_at(ip: str) -> None:
    target = outside.target_of("https://example.org:8443/a?b=1", resolve=resolves_to(ip))
    assert (target.ip, target.host, target.port, target.path) == (ip, "example.org", 8443, "/a?b=1")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ftp://example.org/", "Write an address"),
        ("https://", "Write an address"),
        ("nonsense", "Write an address"),
        ("https://exa\nmple.org/", "Write an address"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://user:word@example.org/", "name and password"),
        ("http://example.org/", "only https"),
        ("file:///etc/passwd", "Write an address"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        outside.target_of(address, resolve=resolves_to("93.184.215.14"))


def test_a_program_hears_what_was_raised_and_can_check_who_says_so(
    ruled: Project, manager: User, owner: User, make_task: MakeTask, receiver: Receiver
) -> None:
    webhook = actions.add_webhook(actor=manager, project=ruled, address=receiver.address)
    for number in range(3):
        make_task(ruled.today(), name=f"Task {number}")
    actions.raise_due(at_once=True)
    actions.raise_due(at_once=True)
    actions.call_programs()
    ((headers, body),) = receiver.heard
    told = json.loads(body)
    assert (told["event"], told["kind"], told["count"]) == ("reminders.raised", "tasks", 3)
    assert sorted(item["text"] for item in told["items"]) == [f"Task {n} is due today" for n in range(3)]
    assert owner.email not in body.decode()
    at, _comma, given = (
        headers["X-Iso20K-Signature".replace("Iso20K", "ISO20K")].removeprefix("t=").partition(",v1=")
    )
    wanted = hmac.new(webhook.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(given, wanted)
    assert WebhookCall.objects.get().status == "sent"


def test_what_does_not_get_through_is_tried_again_given_up_and_sent_by_hand(
    ruled: Project, manager: User, receiver: Receiver
) -> None:
    webhook = actions.add_webhook(actor=manager, project=ruled, address=receiver.address)
    receiver.code = 503
    moment = clock.now()
    with clock.at(moment):
        call = actions.try_webhook(actor=manager, webhook=webhook)
    for _ in range(12):
        with clock.at(moment):
            actions.call_programs()
        moment += timedelta(days=1)
    call.refresh_from_db()
    assert (call.status, call.code, call.tries) == ("failed", 503, 7)
    assert len(receiver.heard) == 7
    receiver.code = 200
    actions.call_again(actor=manager, call=call)
    actions.call_programs()
    call.refresh_from_db()
    assert call.status == "sent"


def test_a_redirect_is_not_followed(ruled: Project, manager: User, receiver: Receiver) -> None:
    webhook = actions.add_webhook(actor=manager, project=ruled, address=receiver.address)
    receiver.code = 302
    actions.try_webhook(actor=manager, webhook=webhook)
    actions.call_programs()
    assert len(receiver.heard) == 1
    assert "redirects are not followed" in WebhookCall.objects.get().problem


def test_a_name_that_changes_its_mind_is_looked_at_again_before_each_call(
    ruled: Project, manager: User, receiver: Receiver, settings: Any
) -> None:
    webhook = actions.add_webhook(actor=manager, project=ruled, address=receiver.address)
    actions.try_webhook(actor=manager, webhook=webhook)
    WebhookCall.objects.update(status="waiting", tries=0)
    receiver.heard.clear()
    settings.WEBHOOK_NETWORKS = []
    actions.call_programs()
    assert receiver.heard == []
    assert "private network" in WebhookCall.objects.get().problem
    with pytest.raises(RuleBroken, match="private network"):
        actions.switch_webhook(actor=manager, webhook=webhook, is_active=True)


def test_the_page_adds_pauses_and_removes(
    client: Client, ruled: Project, manager: User, receiver: Receiver
) -> None:
    client.force_login(manager)
    page = reverse("reminders:webhook_list", args=["nordlicht"])
    assert client.post(page, {"address": "http://10.0.0.1/"}).status_code == 409
    html = client.post(page, {"address": receiver.address}).content.decode()
    webhook = Webhook.objects.get()
    assert webhook.secret in html
    assert webhook.secret not in client.get(page).content.decode()
    assert client.post(page, {"address": receiver.address}).status_code == 409
    client.post(reverse("reminders:webhook_state", args=["nordlicht", webhook.pk]), {"state": "paused"})
    webhook.refresh_from_db()
    assert not webhook.is_active
    client.post(reverse("reminders:webhook_removal", args=["nordlicht", webhook.pk]))
    assert not Webhook.objects.exists()


def test_only_who_manages_reminders_adds_one(ruled: Project, member: User) -> None:
    with pytest.raises(NotPermitted):
        actions.add_webhook(actor=member, project=ruled, address="https://example.org/")


def test_a_chat_hears_the_same_in_its_own_words(
    ruled: Project, manager: User, owner: User, make_task: MakeTask, receiver: Receiver
) -> None:
    for number, shape in enumerate(("slack", "teams", "discord")):
        address = f"{receiver.address}&n={number}"
        actions.add_webhook(actor=manager, project=ruled, address=address, shape=shape)
    for number in range(22):
        make_task(ruled.today(), name=f"Task {number}")
    actions.raise_due(at_once=True)
    actions.call_programs()
    told = [json.loads(body) for _headers, body in receiver.heard]
    slack = next(one["text"] for one in told if "text" in one)
    (discord,) = [one for one in told if "content" in one]
    (teams,) = [one for one in told if "attachments" in one]
    assert slack.startswith(f"*{ruled.name}: 22 reminders*\n• <http")
    assert slack.count("\n") == 21
    assert slack.endswith("|and 2 more>")
    assert discord["allowed_mentions"] == {"parse": []}
    assert len(discord["content"]) <= 2000
    runs = [block["inlines"][0] for block in teams["attachments"][0]["content"]["body"]]
    assert [runs[0]["text"], runs[-1]["text"], len(runs)] == [f"{ruled.name}: 22 reminders", "and 2 more", 22]
    assert all(run["selectAction"]["url"].startswith("http") for run in runs)
    assert WebhookCall.objects.filter(status="sent").count() == 3


def test_no_text_of_ours_becomes_markup_or_calls_anybody() -> None:
    text = "<!channel> & @everyone [x](https://evil.example) *b*\nnext"
    items = [{"text": text, "link": "https://tracker.example/1"}]
    body = {"event": "reminders.raised", "count": 1, "items": items, "implementation": {"name": "A <b>"}}
    told = {shape: make(news_of(body, "https://tracker.example/")) for shape, make in SHAPES.items()}
    assert "|&lt;!channel&gt; &amp; @everyone [x](https://evil.example) *b* next>" in told["slack"]["text"]
    assert "<!channel>" not in told["slack"]["text"]
    assert r"\@everyone \[x\]\(https\://evil.example\) \*b\* next" in told["discord"]["content"]
    assert told["discord"]["allowed_mentions"] == {"parse": []}
    card = told["teams"]["attachments"][0]["content"]
    assert card["body"][1]["inlines"][0]["text"] == " ".join(text.split())
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}


@pytest.mark.parametrize("shape", ["slack", "teams", "discord"])
def test_a_message_with_texts_as_long_as_can_be_is_as_short_as_a_chat_takes(shape: str) -> None:
    items = [{"text": "<&>*" * 75, "link": "https://tracker.example/" + "x" * 150}] * 30
    body = {"event": "reminders.raised", "count": 700, "items": items, "implementation": {"name": "N" * 200}}
    told = SHAPES[shape](news_of(body, "https://tracker.example/"))
    size = len(told["content"]) if shape == "discord" else len(json.dumps(told))
    assert size <= {"slack": 40_000, "teams": 28_000, "discord": 2_000}[shape]
    assert "more" in json.dumps(told)


def test_which_program_it_is_is_chosen_on_the_page(
    ruled: Project, manager: User, client: Client, receiver: Receiver
) -> None:
    client.force_login(manager)
    page = reverse("reminders:webhook_list", args=[ruled.slug])
    wrong = client.post(page, {"address": receiver.address, "shape": "pigeon"})
    assert wrong.status_code == 409
    assert "Say which program it is." in wrong.content.decode()
    shown = client.post(page, {"address": receiver.address, "shape": "slack"}).content.decode()
    assert "Press Test to see a first message there." in shown
    assert "Slack, Mattermost, Rocket.Chat" in shown
    client.post(reverse("reminders:webhook_test", args=[ruled.slug, Webhook.objects.get().pk]))
    actions.call_programs()
    assert "this is a test" in json.loads(receiver.heard[0][1])["text"]
