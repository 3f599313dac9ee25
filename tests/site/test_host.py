"""A request under a name that is not this installation's: a short answer, nothing in the log."""

import logging

import pytest

HOSTS = ["evil.example", "localhost.evil.example", "a b", "[::1", "x" * 300, "localhost:8000:1"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_told_so_without_a_traceback(client, caplog, host):
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert len(answer.content) < 200
    assert host.encode() not in answer.content
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


def test_our_own_host_is_answered(db, client):
    assert client.get("/", headers={"host": "localhost"}).status_code == 200


def test_a_forwarded_name_does_not_count(client):
    assert client.get("/", headers={"host": "evil.example", "x-forwarded-host": "localhost"}).status_code == 400
