"""The page of the log, and its files, as the portal serves them: an outsider checks the log through them alone."""

import hashlib
from pathlib import Path

import pytest

import lianjing_verify
from lianjing.access import public_log, public_log_keys
from lianjing.jobs import public_log as duties


def test_before_the_log_begins_the_page_says_so(client, county, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    assert "not begun its public log" in client.get("/log/", headers={"accept-language": "en"}).content.decode()
    assert client.get("/log/checkpoint").status_code == 404


def test_the_page_shows_the_head_and_the_files_lead_to_it(client, kept):
    leaf = kept.publish()
    kept.head()
    assert duties.write(kept.now()) == 1
    assert duties.write(kept.now()) == 0
    page = client.get("/log/", headers={"accept-language": "en"}).content.decode()
    note = lianjing_verify.Note(client.get("/log/checkpoint").content.decode())
    code = note.root.hex()
    assert all(code[at : at + 4] in page for at in range(0, 64, 4))
    assert str(kept.signer.verifier) in page
    assert "No witnesses yet" in page
    bundle = client.get("/log/tile/entries/000.p/1")
    assert bundle.content[2:] == bytes(leaf.entry)
    assert "immutable" in bundle["Cache-Control"]
    assert client.get("/log/proof/000.tlog-proof").content.decode() == str(public_log.proof_for(leaf).proof)
    program = client.get("/log/lianjing_verify.py").content
    assert hashlib.sha256(program).digest() == hashlib.sha256(Path(lianjing_verify.__file__).read_bytes()).digest()


def test_nothing_beside_the_files_is_served(client, kept):
    kept.publish()
    kept.head()
    duties.write(kept.now())
    assert (public_log_keys.folder() / "log.key").exists()
    for path in ("../log.key", "..%2Flog.key", "%2e%2e/log.key", "log.key", "tile", "", "./.checkpoint"):
        assert "PRIVATE" not in client.get(f"/log/{path}").content.decode(errors="replace")
    assert client.get("/log/../log.key").status_code == 404
    assert client.get("/log/tile/").status_code == 404


def test_a_key_that_is_none_is_wrong_use_and_no_crash(capsys):
    for key in ("x", "edu.example/log+88c87c12+", "公钥"):
        with pytest.raises(SystemExit) as refused:
            lianjing_verify.main(["log", "http://localhost:1/log", "--key", key])
        assert refused.value.code == 2
    assert "--key" in capsys.readouterr().err
