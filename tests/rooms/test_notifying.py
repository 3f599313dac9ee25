"""Notices out of the house: no school, no matter, no name; quiet hours kept; nothing lost, nothing twice."""

import json
import socketserver
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from django.conf import settings

from lianjing.access import work
from lianjing.engines.messengers import AddressWrong, body, fingerprint, read_book, send
from lianjing.jobs import notifying
from lianjing.records.models import Account, Holding, OutgoingNotice, WorkItem
from tests.rooms.demanding import issued
from tests.world import DAY, at

SENTENCE = "您有1件待办 / You have 1 thing to do"


class Messenger(HTTPServer):
    """A bot's end: keeps every body it was sent, and answers what it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Bot)
        self.got: list[str] = []
        self.answer = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Bot(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.server.answer == 200:
            self.server.got.append(told)
        self.send_response(self.server.answer)
        self.end_headers()
        self.wfile.write(b'{"errcode":0,"code":0}')

    def log_message(self, *_words: object) -> None: ...


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is handed."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.got: list[str] = []


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while (more := self.rfile.readline()) != b".\r\n":
                        text += more
                    self.server.got.append(text.decode())
                    self.wfile.write(b"250 kept\r\n")
                case b"EHLO":
                    self.wfile.write(b"250-test\r\n250 AUTH PLAIN\r\n")
                case b"AUTH":
                    self.wfile.write(b"235 welcome\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 ok\r\n")


def _serving(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def bot(monkeypatch):
    """One server that takes the calls of all three bots, on a free port."""
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.feishu import NotifyFeishu
    from apprise.plugins.wecombot import NotifyWeComBot

    server = _serving(Messenger())
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"{server.url}/wecom?key={{key}}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", f"{server.url}/ding?access_token={{token}}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", f"{server.url}/feishu/{{token}}/")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def mailbox():
    server = _serving(Mailbox())
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Write the file of addresses and let the settings name it."""

    def write(*lines: str):
        file = tmp_path / "notices"
        file.write_text("\n".join(lines), encoding="utf-8")
        file.chmod(0o600)
        monkeypatch.setattr(settings, "CONFIG", SimpleNamespace(**{**vars(settings.CONFIG), "notices_file": file}))

    return write


def give(county, number=1, *, post=None, about=None, now=None):
    post = post or county.posts[county.principal.post_id]
    about = about or county.org("s001")
    facts = {"post": f"采购员{number}"}
    return work.assign(code=f"vacancy{number}", about=about, post=post, url="/", now=now or at(), facts=facts)


ADDRESSES = {
    "wecombot": f"wecombot://{'k' * 36}",
    "dingtalk": f"dingtalk://{'a' * 32}",
    "feishu": f"feishu://{'b' * 36}",
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_each_bot_gets_the_sentence_and_nothing_else(county, bot, book, kind):
    book(f"s001 {ADDRESSES[kind]}")
    issued(county, title="食堂采购自查")
    assert notifying.notify(at()) == 1
    (told,) = bot.got
    said = json.dumps(json.loads(told), ensure_ascii=False)
    assert SENTENCE in said
    for word in ("食堂", "采购", "业州", "中心学校", "杨校", "谭敏", "督办", "directive", "s001", "/work", "http"):
        assert word not in said, word


def test_e_mail_goes_to_the_accounts_of_the_post_and_says_no_more(county, mailbox, book):
    host, port = mailbox.server_address
    book(f"mail mailto://robot:secret@{host}:{port}/?from=robot@example.gov.cn&mode=insecure")
    Account.objects.filter(person=county.principal.person_id).update(email="xz@example.gov.cn")
    give(county)
    assert notifying.notify(at()) == 1
    (mail,) = mailbox.got
    from email import message_from_string
    from email.header import decode_header, make_header

    message = message_from_string(mail)
    texts = [part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()]
    said = str(make_header(decode_header(message["Subject"]))) + "".join(texts)
    assert SENTENCE in said
    for word in ("采购员", "业州", "杨校", "secret"):
        assert word not in said


def test_the_body_is_made_from_a_number_alone():
    assert body(1) == SENTENCE
    assert body(3) == "您有3件待办 / You have 3 things to do"


def test_once_a_day_and_only_when_something_new_came(county, bot, book):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county, 1)
    give(county, 2)
    assert notifying.notify(at()) == 1
    give(county, 3, now=at(hour=11))
    assert notifying.notify(at(hour=12)) == 0
    assert notifying.notify(at("2026-10-13")) == 1
    assert notifying.notify(at("2026-10-14")) == 0
    assert [json.loads(told)["text"]["content"].count("件待办") for told in bot.got] == [1, 1]


def test_pressing_things_do_not_wait_for_the_next_day_but_for_the_morning(county, bot, book):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county, 1)
    assert notifying.notify(at()) == 1
    issued(county, topic="food", now=at(hour=12))
    assert notifying.notify(at(hour=13)) == 1
    issued(county, topic="safety", title="校车", text="校车安全", now=at("2026-10-16", 20))
    assert notifying.notify(at("2026-10-16", 21)) == 0
    assert notifying.notify(at("2026-10-17", 9)) == 1  # a Saturday: food, safety and money do not wait for Monday
    assert notifying.notify(at("2026-10-17", 10)) == 0


@pytest.mark.parametrize(
    ("made", "quiet", "goes"),
    [
        (at("2026-10-12", 22), at("2026-10-13", 7), at("2026-10-13", 8)),  # at night
        (at("2026-10-17", 10), at("2026-10-18", 10), at("2026-10-19", 8)),  # at a weekend
        (at("2027-01-25", 10), at("2027-02-20", 10), at("2027-02-22", 9)),  # in the winter vacation
    ],
)
def test_quiet_hours_days_off_and_vacation_are_kept(county, bot, book, made, quiet, goes):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county, now=made)
    assert notifying.notify(made) == 0
    assert notifying.notify(quiet) == 0
    assert notifying.notify(goes) == 1


def test_a_notice_put_off_into_the_night_waits_for_the_morning(county, bot, book):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county)
    bot.answer = 500
    assert notifying.notify(at(hour=18)) == 0
    bot.answer = 200
    assert notifying.notify(at(hour=20)) == 0
    assert notifying.notify(at("2026-10-13", 7)) == 0
    assert notifying.notify(at("2026-10-13", 8)) == 1


def test_a_dead_bot_is_tried_again_and_nothing_is_lost(county, bot, book):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county)
    bot.answer = 503
    assert notifying.notify(at()) == 0
    assert notifying.notify(at() + timedelta(minutes=1)) == 0
    assert OutgoingNotice._base_manager.get().tries == 1
    bot.answer = 200
    assert notifying.notify(at() + timedelta(minutes=3)) == 1
    assert len(bot.got) == 1
    assert OutgoingNotice._base_manager.get().state == "sent"


def test_an_unreachable_bot_keeps_nobody_elses_notice_waiting(county, bot, book, monkeypatch):
    def slow_or_sent(address, count):
        return address != "feishu://dead" and send(address, count)

    monkeypatch.setattr(notifying, "send", slow_or_sent)
    book("s001 feishu://dead", f"s010 {ADDRESSES['wecombot']}")
    give(county, 1)
    give(county, 2, post=county.posts[county.other_clerk.post_id], about=county.org("s010"))
    assert notifying.notify(at()) == 1
    assert len(bot.got) == 1


def test_two_senders_at_once_send_once_and_a_sender_that_died_is_followed(county, bot, book):
    from lianjing.access import outgoing

    book(f"s001 {ADDRESSES['wecombot']}")
    give(county)
    notifying._make(read_book(f"s001 {ADDRESSES['wecombot']}"), at())
    assert len(outgoing.take_due(at())) == 1  # and this sender dies
    assert notifying.notify(at()) == 0
    assert notifying.notify(at() + timedelta(minutes=11)) == 1
    assert notifying.notify(at() + timedelta(minutes=30)) == 0
    assert len(bot.got) == 1


def test_what_was_done_meanwhile_is_not_told(county, bot, book):
    book(f"s001 {ADDRESSES['wecombot']}")
    give(county, now=at("2026-10-17", 10))
    notifying.notify(at("2026-10-17", 10))
    WorkItem._base_manager.update(state="done")
    assert notifying.notify(at("2026-10-19", 9)) == 0
    assert not bot.got


@pytest.fixture
def sent(monkeypatch):
    """Keep what would leave the house: (whose address, how many things)."""
    told = []
    monkeypatch.setattr(notifying, "send", lambda address, count: told.append((address, count)) or True)
    return told


def shared(county):
    """Let a second person hold the leader's post; both gave an e-mail address."""
    second = county.person("刘二", "zj01")
    Holding(post=county.posts[county.leader.post_id], person=second, valid_from=DAY).save()
    Account(username="second", person=second, email="second@example.gov.cn").save()
    Account.objects.filter(person=county.leader.person_id).update(email="first@example.gov.cn")
    return county.posts[county.leader.post_id]


def counts(sent):
    return {address.rpartition("=")[2].partition("@")[0]: count for address, count in sent}


def test_mail_counts_for_each_holder_what_they_find_on_their_list(county, sent, book):
    """D4: one of the two is recused from the one, and the other is whom the second thing is about."""
    book("mail mailto://robot:secret@smtp.example.gov.cn/?from=robot@example.gov.cn")
    post = shared(county)
    kept = county.flag("s001")
    give(county, 1, post=post, about=kept)
    give(county, 2, post=post, about=county.org("s001"))
    county.recuse(county.leader, kept)
    give(county, 3, post=post, about=county.flag("s001", about=county.leader))
    assert notifying.notify(at()) == 2
    assert counts(sent) == {"first": 1, "second": 3}


def test_a_bot_of_a_shared_post_counts_what_every_holder_finds(county, sent, book):
    book("zj01/ZZ wecombot://group")
    post = shared(county)
    kept = county.flag("s001")
    give(county, 1, post=post, about=kept)
    county.recuse(county.leader, kept)
    assert notifying.notify(at()) == 0
    give(county, 2, post=post)
    assert notifying.notify(at(hour=10)) == 1
    assert counts(sent) == {"wecombot://group": 1}


def test_a_pressing_thing_is_told_to_nobody_it_is_kept_from(county, sent, book):
    """The office's number and the pressing notice say the same as the list, and what was kept back on the way too."""
    book("mail mailto://robot:secret@smtp.example.gov.cn/?from=robot@example.gov.cn")
    Account.objects.filter(person=county.principal.person_id).update(email="xz@example.gov.cn")
    told = issued(county, topic="food", now=at(hour=21))
    assert notifying.notify(at(hour=21)) == 0  # made, and held back at night
    assert OutgoingNotice._base_manager.filter(urgent=True).exists()
    county.recuse(county.principal, told)
    assert notifying.notify(at("2026-10-13")) == 0
    assert not sent
    issued(county, topic="safety", title="校车", text="校车安全", now=at("2026-10-13"))
    assert notifying.notify(at("2026-10-13", 10)) == 1
    assert counts(sent) == {"xz": 1}


def test_no_address_is_kept_and_no_file_sends_nothing(county, bot, book):
    give(county)
    assert notifying.notify(at()) == 0
    assert not OutgoingNotice._base_manager.exists()
    book(f"s001 {ADDRESSES['wecombot']}")
    notifying.notify(at())
    (row,) = OutgoingNotice._base_manager.values()
    assert row["channel"] == fingerprint(ADDRESSES["wecombot"])
    assert "kkkk" not in str(row)


def test_a_bot_of_the_post_comes_before_the_units():
    found = read_book("# ours\n\ns001 wecombot://unit\ns001/XZ feishu://post\n")
    assert found.bots_of("s001", "XZ") == ("feishu://post",)
    assert found.bots_of("s001", "BZY") == ("wecombot://unit",)
    assert found.bots_of("s002", "XZ") == ()


@pytest.mark.parametrize(
    "line",
    [
        "s001",
        "s001 slack://x",
        "s001 json://127.0.0.1",
        "mail wecombot://x",
        "s001 mailto://x",
        "s001 wecombot://",
        "s001 file:///etc/passwd",
    ],
)
def test_a_wrong_line_is_named_and_its_address_is_not(line):
    with pytest.raises(AddressWrong) as caught:
        read_book(f"# ours\n{line}\n")
    assert [number for number, _advice in caught.value.faults] == [2]
    assert "passwd" not in str(caught.value)


def found_by_check():
    from lianjing.cli import checking

    return [(finding["ok"], finding["words"]) for finding in checking._notices()]


def test_check_says_what_is_wrong_and_never_an_address(county, book, tmp_path):
    assert found_by_check() == [(True, "no notices_file: no notice leaves the house")]
    book(f"s001 {ADDRESSES['wecombot']}", "mail mailtos://robot:secret@smtp.example.gov.cn")
    assert found_by_check() == [(True, "WeCom 1, e-mail 1")]
    (tmp_path / "notices").chmod(0o644)
    assert "chmod 600" in found_by_check()[0][1]
    book("s999 feishu://bbbb", "s001 slack://cccc")
    assert [ok for ok, _words in found_by_check()] == [False]
    book("s999 feishu://bbbb")
    assert found_by_check() == [(False, "no such unit: s999. Write its code.")]
    assert "bbbb" not in str(found_by_check())
