"""Witnesses as real processes: they sign what grows, refuse what was rewritten, and survive races and kills."""

import base64
import json
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.client import HTTPException

import pytest
from django.db import connection

import lianjing_verify
import lianjing_witness
from lianjing.access import public_log, public_log_files, public_log_keys, public_log_tree
from lianjing.engines.publiclog import canonical, heads, merkle, tiles
from lianjing.engines.publiclog.notes import Note, Signer
from lianjing.jobs import public_log as duties
from lianjing.records.models import PublicCheckpoint, PublicLeaf, PublicTile
from tests.publiclog.forging import NOON, Holder, Kept, notice
from tests.publiclog.keeping import ROOT
from tests.world import at


def programs(folder):
    """The two programs as anybody downloads them: two files beside each other."""
    folder.mkdir(exist_ok=True)
    for name in ("lianjing_verify", "lianjing_witness"):
        shutil.copy(ROOT / name / "__init__.py", folder / f"{name}.py")
    return folder / "lianjing_witness.py"


@contextmanager
def serving(program, *folders):
    """Run a witness for each folder on a free port; give their addresses."""
    command = [sys.executable, program, "serve"]
    running = [
        subprocess.Popen([*map(str, (*command, folder, "--port", 0))], stdout=subprocess.PIPE, text=True)
        for folder in folders
    ]
    try:
        yield [one.stdout.readline().strip() for one in running]
    finally:
        for one in running:
            one.terminate()
            one.wait(10)
            one.stdout.close()


def made(folder, name, log_key):
    lianjing_witness.main(["init", f"{name}.example/w", str(folder / name)])
    lianjing_witness.main(["trust", str(folder / name), log_key])
    (folder / name / "policy").write_text("# the log of a test lives in a time of its own\ntolerance 999999999\n")
    return folder / name


def policy_of(kept, folders, urls, rule):
    keys = [lianjing_witness.Witness(folder).key.text for folder in folders]
    lines = [f"witness {folder.name} {key} {url}" for folder, key, url in zip(folders, keys, urls, strict=True)]
    path = public_log_keys.folder() / "policy"
    path.write_text("\n".join([*lines, *rule, ""]))
    return path


def post(url, body):
    request = urllib.request.Request(f"{url}/add-checkpoint", body.encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def rewrite_in_database(kept, place):
    """What an insider with the database and the log's key does: set the triggers aside, rewrite, rebuild, sign."""
    entry = canonical.open_entry("notice", {"title": "改过"}, at())
    leaves = [bytes.fromhex(leaf.hash) for leaf in kept.leaves()]
    leaves[place] = merkle.leaf_hash(entry)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'public%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("publicleaf", "publictile", "publiccheckpoint", "publiccosignature"):
                cursor.execute(f"ALTER TABLE records_{table} DISABLE TRIGGER USER")
        change = "UPDATE records_publicleaf SET entry = %s, hash = %s WHERE place = %s"
        cursor.execute(change, [entry, leaves[place].hex(), place])
        cursor.execute("DELETE FROM records_publiccosignature")
        cursor.execute("DELETE FROM records_publiccheckpoint")
        cursor.execute("DELETE FROM records_publictile")
    tree = tiles.Growing()
    for leaf in leaves:
        PublicTile._base_manager.bulk_create([PublicTile(**vars(tile)) for tile in tree.append(leaf)])


def test_an_insider_with_the_log_s_key_is_refused_by_all_twenty_witnesses(kept, tmp_path):
    """19 groups and one body outside, each a process of its own; 13 groups and the outside body must sign."""
    program = programs(tmp_path / "programs")
    names = [*(f"group{number:02}" for number in range(1, 20)), "outside"]
    folders = [made(tmp_path, name, str(kept.signer.verifier)) for name in names]
    rule = [f"group groups 13 {' '.join(names[:19])}", "group both all groups outside", "quorum both"]
    with serving(program, *folders) as urls:
        policy = policy_of(kept, folders, urls, rule)
        for number in range(300):
            kept.publish(f"公示 {number}")
        assert kept.head() == 300
        assert len(public_log_tree.signed(public_log_tree.newest_checkpoint())) == 20
        assert kept.verify(policy=policy, state=tmp_path / "mine")[:2] == (0, [])
        kept.publish("再来一条")
        assert kept.head() == 301  # the control: honest growth is signed by all twenty again
        assert kept.verify(policy=policy, state=tmp_path / "mine")[:2] == (0, [])

        rewrite_in_database(kept, 77)
        shutil.rmtree(kept.files)
        kept.publish("又一条")
        assert kept.head() == 302
        row = PublicCheckpoint._base_manager.get()
        assert Note.parse(row.note).signed_by([kept.signer.verifier])  # the key is the real one
        assert public_log_tree.signed(row) == set()
        answers = [post(url, str(asked))[0] for url, asked in zip(urls, all_asked(folders, row), strict=True)]
        assert answers == [422] * 20
        code, found, result = kept.verify(policy=policy, state=tmp_path / "mine")
        assert code == 1
        assert {"edited", "quorum_missing"} <= set(found)
        assert any(one.get("places") == "77" for one in result["findings"])
        evidence = list((folders[0] / "evidence").glob("*.txt"))
        assert evidence
        assert "old 301" in evidence[0].read_text()


def all_asked(folders, row):
    """What the insider would send: a proof from the size that each witness knows, of the rewritten tree."""
    for _ in folders:
        proof = merkle.consistency_proof(301, row.size, public_log_tree.perfect_of())
        yield heads.Asked(301, tuple(proof), Note.parse(row.note))


@pytest.fixture
def holder(tmp_path):
    found = Holder(Signer.fresh("edu.example/log"))
    found.folder = made(tmp_path, "w", str(found.signer.verifier))
    found.tree = Kept([merkle.leaf_hash(notice(number)) for number in range(9)])
    found.other = Kept([merkle.leaf_hash(notice(number, 1)) for number in range(9)])
    return found


def asked(holder, old, size, tree=None, signer=None, time=0):
    tree = tree or holder.tree
    head = str(heads.Head(holder.signer.verifier.name, size, tree.root(size), time))
    note = Note(head, ((signer or holder.signer).line(head),))
    return str(heads.Asked(old, tree.grew(old, note) if old < size else (), note))


def answer(holder, body, now=1_790_000_000):
    try:
        return 200, lianjing_witness.Witness(holder.folder).add_checkpoint(body.encode(), now)
    except lianjing_witness.Refused as refused:
        return refused.status, refused.body


def test_each_answer_of_the_protocol(holder):
    """c2sp.org/tlog-witness, sentence by sentence."""
    stranger = Signer.fresh("other.example/log")
    assert answer(holder, "nonsense")[0] == 400
    assert answer(holder, asked(holder, 0, 5).replace("old 0", "old 00"))[0] == 400
    assert answer(holder, asked(holder, 0, 5, signer=stranger))[0] == 403
    assert answer(holder, asked(holder, 0, 5).replace("edu.example/log", "no.example/log"))[0] == 404
    assert answer(holder, asked(holder, 0, 5).replace("old 0\n", f"old 0\n{'A' * 43}=\n"))[0] == 422
    assert answer(holder, asked(holder, 9, 5))[0] == 400
    assert answer(holder, asked(holder, 3, 5)) == (409, "0\n")
    assert answer(holder, asked(holder, 0, 5))[0] == 200
    assert answer(holder, asked(holder, 0, 5)) == (409, "5\n")
    assert answer(holder, asked(holder, 5, 5))[0] == 200
    assert answer(holder, asked(holder, 5, 5, holder.other))[0] == 409
    assert answer(holder, asked(holder, 5, 8, holder.other))[0] == 422
    status, line = answer(holder, asked(holder, 5, 8))
    assert status == 200
    assert answer(holder, asked(holder, 8, 3))[0] == 400
    key = lianjing_witness.Witness(holder.folder).key
    text = asked(holder, 5, 8).partition("\n\n")[2]
    assert lianjing_verify.Note(text + line).times([key]) == {key: 1_790_000_000}
    assert len(list((holder.folder / "evidence").iterdir())) >= 1


def test_a_head_of_the_future_or_older_than_the_last_is_not_signed(holder):
    """Security 5, row 17: whoever turns the log's clock gets no witness; clocks may differ as the policy says."""
    now, policy = 1_790_000_000, holder.folder / "policy"
    policy.unlink()
    for size, ahead in ((5, 3600), (5, 901), (5, 10**9)):
        status, said = answer(holder, asked(holder, 0, size, time=now + ahead))
        assert (status, "clock" in said) == (422, True)
    assert answer(holder, asked(holder, 0, 5, time=now + 600))[0] == 200
    for behind in (-301, -3600, -now):  # `-now`: a head that states no time any more
        assert answer(holder, asked(holder, 5, 8, time=now + behind))[0] == 422, behind
    assert answer(holder, asked(holder, 5, 8, time=now - 299))[0] == 200
    assert not (holder.folder / "evidence").exists()  # a wrong clock is no rewritten history
    policy.write_text("tolerance 7200\n")
    assert answer(holder, asked(holder, 8, 9, time=now + 3600))[0] == 200
    policy.write_text("tolerance soon\n")
    assert lianjing_witness.main(["show", str(holder.folder)]) == 2


def test_whoever_sends_false_proofs_fills_no_disk(holder):
    """Abuse: the public head with a proof of nothing, again and again. One file; the true one is signed after it."""
    assert answer(holder, asked(holder, 0, 5))[0] == 200
    whole = asked(holder, 5, 8)
    for number in range(5):
        head, _, note = whole.partition("\n\n")
        junk = merkle.leaf_hash(bytes([number]))
        false = f"{head}\n{base64.b64encode(junk).decode()}\n\n{note}"
        assert answer(holder, false, 1_790_000_000 + number)[0] == 422
    assert len(list((holder.folder / "evidence").iterdir())) == 1
    assert answer(holder, whole)[0] == 200


def test_a_state_that_was_changed_ends_the_signing(holder):
    assert answer(holder, asked(holder, 0, 5))[0] == 200
    (path,) = (holder.folder / "state").glob("*.note")
    path.write_text(path.read_text().replace("\n5\n", "\n3\n"))
    assert answer(holder, asked(holder, 3, 8))[0] == 500
    assert lianjing_witness.main(["--lang", "en", "show", str(holder.folder)]) == 1


def test_of_many_at_once_one_is_signed_and_none_is_rolled_back(holder):
    """The race that the protocol warns of: comparing and keeping are one step."""
    assert answer(holder, asked(holder, 0, 3))[0] == 200
    bodies = [asked(holder, 3, size) for size in (5, 6, 7, 8) for _ in range(4)]
    got = []
    threads = [threading.Thread(target=lambda body=body: got.append(answer(holder, body)[0])) for body in bodies]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(set(got)) == [200, 409]
    assert got.count(200) == 1


def test_a_witness_killed_while_it_signs_never_forgets_what_it_answered(holder, tmp_path):
    """Signal 9 at ten moments: whatever was answered is in its state when it runs again."""
    program, size = programs(tmp_path / "programs"), 0
    tree = holder.tree = Kept([merkle.leaf_hash(notice(number)) for number in range(400)])
    for number in range(10):
        process = subprocess.Popen(
            [*map(str, (sys.executable, program, "serve", holder.folder, "--port", 0))],
            stdout=subprocess.PIPE,
            text=True,
        )
        url = process.stdout.readline().strip()
        threading.Timer(0.01 + number * 0.02, process.kill).start()
        try:
            while True:
                status, said = post(url, asked(holder, size, size + 1, tree))
                size = size + 1 if status == 200 else int(said)
        except (OSError, HTTPException, ValueError):  # the second: killed between the head of its answer and the words
            process.wait(10)
        finally:
            process.stdout.close()
        seen = dict(lianjing_witness.Witness(holder.folder).heads())["edu.example/log"]
        assert (seen.size if seen else 0) in (size, size + 1)  # signed, perhaps, and not yet answered: never less
        size = seen.size if seen else 0
    assert size > 0


def test_a_witness_without_network_signs_by_usb_stick(kept, tmp_path):
    """Request file out, answer file back: the same words as over the network."""
    folder = made(tmp_path, "g1", str(kept.signer.verifier))
    policy = policy_of(kept, [folder], [""], ["quorum g1"])
    kept.publish()
    kept.head()
    assert kept.verify(policy=policy)[:2] == (1, ["quorum_missing", "proof_missing"])
    row = public_log_tree.newest_checkpoint()
    witness = public_log_keys.policy().witnesses["g1"]
    (tmp_path / "request.txt").write_text(str(public_log_tree.asked_of(witness, row)))
    assert (
        lianjing_witness.main(["sign", str(folder), str(tmp_path / "request.txt"), str(tmp_path / "answer.txt")]) == 0
    )
    lines = (tmp_path / "answer.txt").read_text()
    assert public_log_tree.take_cosignatures(lines, [witness.verifier])[1] == ["g1.example/w"]
    kept.head()
    assert kept.verify(policy=policy)[:2] == (0, [])
    kept.publish("later")
    assert kept.head() == 1  # what the quorum has seen stays the head that is shown


def test_what_is_withdrawn_leaves_the_files_while_the_witnesses_are_away(kept, tmp_path):
    """A Friday evening: the name is off the net at once, its tombstone is signed on Monday, and nobody is accused."""
    folder = made(tmp_path, "g1", str(kept.signer.verifier))
    policy = policy_of(kept, [folder], [""], ["quorum g1"])
    leaf = kept.publish("向小军", personal=True)
    kept.publish("公示")

    def written(signs):
        duties.keep(kept.now())
        if signs:
            row, known = public_log_tree.newest_checkpoint(), public_log_keys.policy().witnesses["g1"]
            asked = str(public_log_tree.asked_of(known, row)).encode()
            line = lianjing_witness.Witness(folder).add_checkpoint(asked, int(row.at.timestamp()) + 60)
            public_log_tree.keep_cosignatures(row, line, [known.verifier])
        duties.write(kept.now())
        code, found, result = kept.verify(log=public_log_files.served(), policy=policy)
        return code, found, result["size"], result["waiting"]

    assert written(signs=True) == (0, [], 2, 0)
    place = PublicLeaf._base_manager.get(pk=leaf.pk).place
    content = public_log_files.served() / public_log_files.content_path(place)
    stone = public_log_files.served() / public_log_files.gone_path(place)
    assert content.exists()
    public_log.withdraw(leaf, "withdrawn", kept.now())
    assert written(signs=False) == (0, [], 2, 1)
    assert not content.exists()
    said = stone.read_text()
    stone.unlink()
    assert written(signs=False)[:2] == (0, [])  # it is made again where it is missing
    stone.write_text(said.replace("withdrawn", "other"))
    assert kept.verify(log=public_log_files.served(), policy=policy)[:2] == (1, ["content_missing"])
    stone.write_text(said)
    assert written(signs=True) == (0, [], 3, 0)


def test_a_witness_that_is_away_is_asked_again_and_stops_nobody(kept, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{free.getsockname()[1]}"
    folders = [made(tmp_path, name, str(kept.signer.verifier)) for name in ("g1", "g2")]
    program = programs(tmp_path / "programs")
    with serving(program, folders[0]) as (url,):
        policy_of(kept, folders, [url, away], ["group one 1 g1 g2", "quorum one"])
        kept.publish()
        assert kept.head() == 1
        assert public_log_tree.signed(public_log_tree.newest_checkpoint()) == {"g1.example/w"}
    with serving(program, folders[1]) as (url,):
        policy_of(kept, folders, [away, url], ["group one 1 g1 g2", "quorum one"])
        assert duties.cosign(kept.now()) == 1
    assert len(public_log_tree.signed(public_log_tree.newest_checkpoint())) == 2


def test_a_witness_ahead_of_what_we_remember_is_asked_from_where_it_is(kept, tmp_path):
    """The database was restored from a backup and forgot the last cosignature."""
    folder = made(tmp_path, "g1", str(kept.signer.verifier))
    with serving(programs(tmp_path / "programs"), folder) as (url,):
        policy_of(kept, [folder], [url], ["quorum g1"])
        for number in range(5):
            kept.publish(str(number))
        duties.keep(kept.now())
        asked_now = public_log_tree.asked_of(
            public_log_keys.policy().witnesses["g1"], public_log_tree.newest_checkpoint()
        )
        assert post(url, str(asked_now))[0] == 200  # signed, and its answer lost on the way
        kept.publish("more")
        assert kept.head() == 6
        assert public_log_tree.signed(public_log_tree.newest_checkpoint()) == {"g1.example/w"}


def test_the_printed_head_and_the_key_s_file(holder, capsys):
    assert answer(holder, asked(holder, 0, 5))[0] == 200
    capsys.readouterr()
    assert lianjing_witness.main(["--lang", "zh", "show", str(holder.folder)]) == 0
    said = capsys.readouterr().out
    assert "条目数: 5" in said
    assert holder.tree.root(5).hex()[:4] in said
    assert (holder.folder / "witness.key").stat().st_mode & 0o077 == 0
    assert lianjing_witness.main(["init", "w.example/w", str(holder.folder)]) == 1
    assert lianjing_witness.main(["init", "two words", str(holder.folder)]) == 1


def test_a_changed_row_of_the_database_is_named_from_outside(kept, tmp_path):
    """Only the row, not its hash: what is published next does not fit the tree."""
    for number in range(20):
        kept.publish(f"公示 {number}")
    kept.head()
    assert kept.verify(state=tmp_path / "mine")[0] == 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER publicleaf_placed_once")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_publicleaf DISABLE TRIGGER USER")
        entry = canonical.open_entry("notice", {"title": "改过"}, NOON)
        cursor.execute("UPDATE records_publicleaf SET entry = %s WHERE place = 5", [entry])
    shutil.rmtree(kept.files)
    kept.publish("more")
    kept.head()
    code, found, result = kept.verify(state=tmp_path / "mine")
    assert (code, found[0], result["findings"][0]["place"]) == (1, "entry_changed", 5)
    assert public_log_tree.first_wrong() == "leaf 5 was changed"
    assert json.dumps(result, ensure_ascii=False).count("改过") >= 1
