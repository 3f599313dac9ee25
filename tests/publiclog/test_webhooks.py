"""Webhooks: signed, in order, tried again, never content, never into the house's own network."""

import json
import re
import socket
import stat
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from lianjing.access import asking_work, public_entries
from lianjing.domain.refusals import RuleBroken
from lianjing.engines import webhooks as engine
from lianjing.jobs import public_log, webhooks
from lianjing.jobs import webhook_sending as sending
from lianjing.rooms.answering import usecases
from tests.rooms.test_published import ask
from tests.world import at

NOW = at("2026-10-12")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))


@pytest.fixture
def receiver():
    """A program that listens on a free port; `status` is what it answers, `got` what it was sent."""
    got = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            for _drop in range(server.drops):  # one letter of the answer at a time
                self.wfile.write(b"H")
                time.sleep(0.05)
            self.send_response(server.status)
            if server.status == 302:
                self.send_header("Location", f"http://127.0.0.1:{server.server_address[1]}/elsewhere")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.status, server.got, server.drops = 204, got, 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}/hook?from=lianjing"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def named(receiver, tmp_path, monkeypatch):
    """The receiver in the file of an installation whose log has begun."""
    file = tmp_path / "receivers"
    file.write_text(f"# who is told\nplatform {receiver.url} {SECRET} private\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setattr(settings, "CONFIG", SimpleNamespace(**{**vars(settings.CONFIG), "webhooks_file": file,
        "base_url": "https://edu.example/l", "path_prefix": "/l"}))  # fmt: skip
    monkeypatch.setattr(settings, "STATE_DIR", tmp_path / "state")
    from lianjing.access import public_log_keys

    public_log_keys.make("test.example/log")
    return file


def answer(county, text, words):
    question = ask(county, text, school="s010")
    usecases.answer(post=county.door, question=question, words=words, now=NOW)
    public_log.keep(NOW)
    return question


@pytest.fixture
def told(county, named):
    """A county whose receiver stands at the head: what comes now is news."""
    county.door = county.holder("田校", "s010", "principal", "XZ", "校长")
    answer(county, "校车几点到？", "七点二十。")
    assert webhooks.tell(NOW) == 0  # what was before is in the open data
    return county


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the specification's own libraries."""
    secret = engine.read_receivers(f"x https://h.example/ {SECRET}")[0].secret
    body = b'{"test": 2432232314}'
    sign = engine.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert sign == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330"}
    headers["webhook-signature"] = f"v1,bm9uZQ== {sign}"
    assert engine.verified(secret, headers, body, 1614265330 + engine.TOLERANCE)
    assert not engine.verified(secret, headers, body, 1614265330 + engine.TOLERANCE + 1)
    assert not engine.verified(secret, headers, body + b" ", 1614265330)
    assert not engine.verified(secret + b"x", headers, body, 1614265330)


@pytest.mark.enable_socket
def test_what_is_published_is_told_once_signed_and_without_content(told, receiver):
    question = answer(told, "运动会哪天开？", "十月二十日，在县体育场。")
    assert webhooks.tell(NOW) == 1
    ((headers, body),) = receiver.got
    secret = webhooks.receivers()[0].secret
    assert engine.verified(secret, headers, body, int(NOW.timestamp()) + 60)
    said = json.loads(body)
    assert said["type"] == "answer.published"
    assert said["data"]["address"] == f"https://edu.example/s/s010/answers/{question.pk}/"
    assert set(said["data"]) == {"address", "leaf"}
    for word in ("运动会", "十月", "体育场", "田校"):
        assert word not in json.dumps(said, ensure_ascii=False)
    assert webhooks.tell(NOW) == 0
    assert len(receiver.got) == 1


@pytest.mark.enable_socket
def test_a_receiver_that_fails_gets_the_same_message_again_later_and_all_that_came_since_in_order(told, receiver):
    receiver.status = 503
    answer(told, "菜谱什么时候公布？", "每周五。")
    assert webhooks.tell(NOW) == 0
    standing = webhooks.standing_of(webhooks.receivers()[0])
    assert (standing.failures, standing.why, standing.gone) == (1, "503", False)
    assert webhooks.tell(NOW + timedelta(seconds=30)) == 0  # not due yet
    assert len(receiver.got) == 1
    answer(told, "校服多少钱？", "一套一百二十元。")
    assert webhooks.tell(NOW + timedelta(minutes=2)) == 0  # fails again: waits twice as long
    assert len(receiver.got) == 2
    assert not webhooks.standing_of(webhooks.receivers()[0]).is_dead(NOW + timedelta(minutes=2))
    assert webhooks.standing_of(webhooks.receivers()[0]).is_dead(NOW + timedelta(days=4))
    assert "dead" in webhooks.standing_words(webhooks.receivers()[0], NOW + timedelta(days=4))
    receiver.status = 200
    assert webhooks.tell(NOW + timedelta(minutes=5)) == 2
    keys = [headers["webhook-id"] for headers, _body in receiver.got]
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys)) == 2
    assert receiver.got[0][1] == receiver.got[2][1]  # the same message, byte for byte
    places = [json.loads(body)["data"]["leaf"] for _headers, body in receiver.got[2:]]
    assert places == sorted(places)
    assert receiver.got[2][0]["webhook-timestamp"] != receiver.got[0][0]["webhook-timestamp"]
    assert webhooks.standing_of(webhooks.receivers()[0]).failures == 0


@pytest.mark.enable_socket
def test_one_that_wants_no_more_is_left_alone_until_the_administrator_says_so(told, receiver):
    receiver.status = 410
    answer(told, "几号放假？", "一月十七日。")
    webhooks.tell(NOW)
    receiver.status = 200
    assert webhooks.tell(NOW + timedelta(days=1)) == 0
    assert len(receiver.got) == 1
    webhooks.try_again(webhooks.receivers()[0])
    assert webhooks.tell(NOW + timedelta(days=1)) == 1


@pytest.mark.enable_socket
def test_a_run_killed_before_it_was_written_down_sends_the_same_message_again(told, receiver, monkeypatch):
    answer(told, "几号放假？", "一月十七日。")
    with monkeypatch.context() as patch:
        patch.setattr(webhooks, "_keep", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            webhooks.tell(NOW)
    assert webhooks.tell(NOW + timedelta(seconds=60)) == 1
    (first, once), (second, again) = receiver.got
    assert (first["webhook-id"], once) == (second["webhook-id"], again)


@pytest.mark.enable_socket
def test_a_receiver_that_answers_a_letter_at_a_time_is_cut_off(told, receiver, monkeypatch):
    receiver.drops = 10_000
    answer(told, "几号放假？", "一月十七日。")
    with monkeypatch.context() as patched:
        patched.setattr(sending, "WHOLE", 0.4)
        assert webhooks.tell(NOW) == 0
    assert webhooks.standing_of(webhooks.receivers()[0]).failures == 1
    receiver.drops = 0
    assert webhooks.tell(NOW + timedelta(minutes=2)) == 1


@pytest.mark.enable_socket
def test_a_receiver_that_is_not_there_holds_up_no_other(told, receiver, named):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    named.write_text(named.read_text() + f"nobody {nobody} {SECRET} private\n", encoding="utf-8")
    assert webhooks.tell(NOW) == 0  # the new one begins at the head
    answer(told, "几号放假？", "一月十七日。")
    assert webhooks.tell(NOW) == 1
    assert webhooks.standing_of(webhooks.receivers()[1]).why == "ConnectionRefusedError"


@pytest.mark.enable_socket
def test_what_came_down_is_told_by_its_place_only(told, receiver):
    question = answer(told, "几号放假？", "一月十七日。")
    webhooks.tell(NOW)
    public_entries.take_out(question, "mistake", NOW)
    public_log.keep(NOW)
    assert webhooks.tell(NOW) == 1
    said = json.loads(receiver.got[-1][1])
    assert said["type"] == "answer.withdrawn"


@pytest.mark.enable_socket
def test_a_redirection_is_not_followed(told, receiver):
    receiver.status = 302
    answer(told, "几号放假？", "一月十七日。")
    assert webhooks.tell(NOW) == 0
    assert len(receiver.got) == 1


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "places",
    [["127.0.0.1"], ["10.1.2.3"], ["192.168.0.9"], ["169.254.169.254"], ["::1"], ["fd00::1"], ["::ffff:10.0.0.1"],
     ["100.64.0.1"], ["224.0.0.1"], ["0.0.0.0"], ["8.8.8.8", "127.0.0.1"], ["64:ff9b::a9fe:a9fe"], ["fe80::1%lo"],
     ["2002:a9fe:a9fe::1"], ["::127.0.0.1"]],
)  # fmt: skip
def test_a_name_that_leads_into_the_house_is_refused_whatever_it_is_called(places, receiver, monkeypatch):
    found = [(2, 1, 6, "", (place, 443)) for place in places]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_args, **_named: found)
    one = engine.read_receivers(f"x https://hooks.example/ {SECRET}")[0]
    assert sending.send(one, "leaf-1", 1, b"{}") == sending.Answer(False, "private_address")
    assert receiver.got == []
    assert sending._is_public("8.8.8.8")
    assert sending._is_public("2606:4700::1111")


@pytest.mark.enable_socket
def test_the_connection_goes_to_the_address_that_was_judged_and_the_name_is_asked_once(receiver, monkeypatch):
    asked = []
    port = receiver.server_address[1]

    def once(host, port, **_named):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(sending.socket, "getaddrinfo", once)
    one = engine.read_receivers(f"x http://rebinding.example:{port}/ {SECRET} private")[0]
    monkeypatch.setattr(sending.socket, "create_connection", connect_to(port))
    assert sending.send(one, "leaf-1", 1, b"{}").taken
    assert asked == ["rebinding.example"]
    assert receiver.got[0][0]["host"] == f"rebinding.example:{port}"


def connect_to(port):
    def connect(address, timeout):
        assert address == ("127.0.0.1", port)  # an address, not a name that could be looked up again
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(address)
        return made

    return connect


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("x http://h.example/ " + SECRET, "https"),
        ("x https://user:pw@h.example/ " + SECRET, "without a password"),
        ("x ftp://h.example/ " + SECRET + " private", "https"),
        ("x https://h.example/ whsec_c2hvcnQ=", "lianjing webhook new"),
        ("x https://h.example/ hunter2", "lianjing webhook new"),
        ("X https://h.example/ " + SECRET, "small letters"),
        ("x https://h.example/", "address, secret"),
        (f"x https://h.example/ {SECRET}\nx https://i.example/ {SECRET}", "twice"),
    ],
)
def test_a_wrong_line_is_explained_and_its_secret_said_nowhere(line, advice):
    with pytest.raises(engine.ReceiversWrong) as wrong:
        engine.read_receivers(line)
    assert advice in str(wrong.value)
    assert "MfKQ" not in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_a_file_that_others_can_read_is_refused_and_no_secret_is_in_any_text(named):
    said = repr(webhooks.receivers()) + webhooks.standing_words(webhooks.receivers()[0], NOW)
    assert SECRET.removeprefix("whsec_") not in said
    assert "from=lianjing" not in said  # an address may hold a key as well
    named.chmod(0o640)
    with pytest.raises(RuleBroken, match="webhooks_file_open"):
        webhooks.receivers()
    assert stat.S_IMODE(named.stat().st_mode) == 0o640


def test_two_processes_at_once_tell_once(told, receiver):
    with webhooks._alone() as first, webhooks._alone() as second:
        assert (first, second) == (True, False)


def test_the_example_of_the_how_to_checks_a_message(tmp_path):
    """The receiver's program of the documentation, as it is printed there."""
    text = (Path(__file__).parents[2] / "docs/how-to/webhooks.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    (tmp_path / "receiver.py").write_text(program, encoding="utf-8")
    body, now = b'{"type":"answer.published"}', 1_800_000_000
    secret = engine.read_receivers(f"x https://h.example/ {SECRET}")[0].secret
    headers = {"webhook-id": "leaf-7", "webhook-timestamp": str(now)}
    headers["webhook-signature"] = engine.sign(secret, "leaf-7", now, body)
    check = (
        "import receiver, json, sys\nsecret, headers, body, now = json.loads(sys.argv[1])\n"
        "print(receiver.is_ours(secret, headers, body.encode(), now), receiver.is_ours(secret, headers, b'x', now),"
        " receiver.is_ours(secret, headers, body.encode(), now + 301))"
    )
    said = json.dumps([SECRET, headers, body.decode(), now])
    done = subprocess.run([sys.executable, "-c", check, said], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]
