"""Every way of tampering that we know, done for real to a copied log, and named by the program from outside.

The log under attack: 300 entries, three heads, five witnesses of which three and the outside body must sign. Whoever
attacks has the files, often the log's own key, never the witnesses' keys. The control is the same log untouched.
"""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import lianjing_verify
import lianjing_witness
from lianjing.engines.publiclog import merkle
from tests.publiclog import tampering as by
from tests.publiclog.forging import NOON, Kept, notice, numbered, put
from tests.publiclog.tampering import (
    EDITED,
    PAGE_AT,
    PERSONAL,
    stone_outside,
    witness_file,
)

TAMPERINGS = [
    (by.edit_in_place, "entry_changed", {"place": 7}),
    (by.edit, "edited", {"places": "7"}),
    (by.delete, "deleted", {"places": "7"}),
    (by.insert, "inserted", {"places": "7"}),
    (by.reorder, "reordered", {"places": "7, 9"}),
    (by.back_date, "back_dated", {"place": 300}),
    (by.post_date, "post_dated", {"place": 300}),
    (by.truncate, "truncated", {"seen": 300, "size": 290}),
    (by.roll_back, "rolled_back", {"seen": 300, "size": 200}),
    (by.split_view, "split_view", {"size": 300}),
    (by.tile, "tile_changed", {"path": "tile/0/000"}),
    (by.upper_tile, "tile_changed", {"path": "tile/1/000.p/1"}),
    (by.missing_tile, "tile_missing", {"path": "tile/entries/000"}),
    (by.checkpoint_root, "checkpoint_signature", {}),
    (by.checkpoint_of_another_key, "checkpoint_signature", {}),
    (by.cosignature, "cosignature_wrong", {"name": "g2.example/w"}),
    (by.quorum, "quorum_missing", {"signed": 4}),
    (by.history, "history_differs", {"size": 150}),
    (by.content, "content_changed", {"place": 20}),
    (by.content_gone, "content_missing", {"place": 20}),
    (by.content_back, "content_still_there", {"place": 21}),
    (by.journal, "journal_changed", {"entry": 3}),
    (by.journal_cut, "journal_missing", {"entry": 5}),
    (by.page, "page_changed", {"path": PAGE_AT, "place": 30}),
    (by.page_days, "page_changed", {"path": PAGE_AT, "place": 30}),
    (by.page_words, "label_changed", {"path": PAGE_AT, "now": "成本"}),
    (by.page_gone, "page_missing", {"path": PAGE_AT, "place": 30}),
    (by.stone_of_old, "content_missing", {"place": 20}),
    (by.stone_of_another, "content_missing", {"place": 20}),
    (by.roll_back_before_others, "rolled_back", {"seen": 300, "size": 200}),
    (by.roll_back_before_a_witness, "head_behind", {"seen": 300, "size": 200, "where": "g1.example/w"}),
    (by.roll_back_without_its_history, "rolled_back", {"seen": 300, "size": 200, "where": "history.jsonl"}),
    (by.other_miscopied, "other_unreadable", {}),
    (by.proof, "proof_wrong", {"place": 7}),
    (by.witness_state_forged, "witness_state_forged", {}),
    (by.witness_state_rolled_back, "witness_state_rolled_back", {"size": 100, "signed": 300}),
    (by.witness_state_differs, "witness_state_differs", {"name": "g1.example/w", "size": 300}),
]


@pytest.mark.parametrize(("tamper", "code", "facts"), TAMPERINGS, ids=[one[0].__name__ for one in TAMPERINGS])
def test_each_tampering_is_named(scene, tamper, code, facts):
    tamper(scene)
    exit_code, found = scene.verify()
    assert exit_code == 1
    named = [one for one in found if one["code"] == code and facts.items() <= one.items()]
    assert named, found
    print(f"{tamper.__name__}: {named[0]['words']}")


@pytest.mark.parametrize("more", [[], ["--journal"], ["--witness-state"], ["--other"]])
def test_the_control_passes_with_every_option(scene, more):
    """The same log untouched, and grown by honest entries."""
    beside = {"--journal": "journal.jsonl", "--other": "log/checkpoint"}
    if more == ["--witness-state"]:
        witness_file(scene)
    elif more:
        scene.options = [*more, scene.folder / beside[more[0]]]
    assert scene.verify() == (0, [])


def test_what_a_minute_explains_is_no_tampering(scene):
    """A tombstone that waits for its witnesses; a head that was made just now and is not shown yet."""
    stone_outside(scene, NOON + timedelta(hours=9))
    assert scene.verify() == (0, [])
    tree = Kept([merkle.leaf_hash(one) for one in (*scene.entries, notice(1))])
    put(scene.folder / "theirs", str(scene.holder.head(tree, 301, datetime.now(UTC), cosigned=False)).encode())
    scene.options = ["--other", scene.folder / "theirs"]
    assert scene.verify() == (0, [])


def test_an_honest_log_that_grows_passes_and_is_remembered(scene):
    scene.holder.witnesses = [lianjing_witness.Witness(scene.folder / name) for name in ("g1", "g2", "g3", "outside")]
    kept = (scene.log / numbered("content", PERSONAL, ".json")).read_bytes()
    lines = (scene.log / "history.jsonl").read_text()
    entries = [*scene.entries, notice(1, hours=4)]
    tree = Kept([merkle.leaf_hash(one) for one in entries])
    note = scene.holder.head(tree, 301, NOON + timedelta(hours=5))
    for path, data in tree.files(entries):
        put(scene.log / path, data)
    put(scene.log / "history.jsonl", (lines + json.dumps({"note": str(note)}) + "\n").encode())
    put(scene.log / numbered("proof", 300, ".tlog-proof"), str(tree.proof(300, note)).encode())
    put(scene.log / "checkpoint", str(note).encode())
    assert kept
    assert scene.verify() == (0, [])
    (state,) = (scene.folder / "state").glob("*.json")
    assert json.loads(state.read_text())["heads"] == [300, 301]


def test_every_word_is_said_in_both_languages_with_the_same_facts():
    import re

    for chinese, english in (*lianjing_verify.WORDS.values(), *lianjing_verify.SAID.values()):
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english)), english
        assert re.search("[\u4e00-\u9fff]", chinese)


def test_one_page_is_proved_without_the_log(scene, capsys):
    put(scene.folder / "leaf.json", scene.entries[EDITED])
    place = str(scene.log / numbered("proof", EDITED, ".tlog-proof"))
    who = ["--key", str(scene.holder.signer.verifier), "--policy", str(scene.folder / "policy"), "--lang", "zh"]
    assert lianjing_verify.main(["page", place, str(scene.folder / "leaf.json"), *who]) == 0
    assert "第 7 条" in capsys.readouterr().out
    put(scene.folder / "leaf.json", scene.entries[EDITED].replace("7号".encode(), "8号".encode()))
    assert lianjing_verify.main(["page", place, str(scene.folder / "leaf.json"), *who]) == 1
    assert "不成立" in capsys.readouterr().out
    assert lianjing_verify.main(["log", str(scene.folder / "nowhere"), *who]) == 3


def test_the_verifier_runs_where_lianjing_is_not(scene, tmp_path):
    """One file, Python's own library and `cryptography`: an isolated interpreter that sees nothing else."""
    import _cffi_backend
    import cffi
    import cryptography

    alone = tmp_path / "alone"
    alone.mkdir()
    for module in (cryptography, cffi):
        (alone / module.__name__).symlink_to(Path(module.__file__).parent)
    (alone / Path(_cffi_backend.__file__).name).symlink_to(_cffi_backend.__file__)
    shutil.copy(lianjing_verify.__file__, alone / "lianjing_verify.py")
    program = (
        f"import sys; sys.path.insert(0, {str(alone)!r}); import lianjing_verify; "
        "code = lianjing_verify.main(sys.argv[1:]); "
        "assert not [name for name in sys.modules if name.split('.')[0] in ('lianjing', 'django')]; sys.exit(code)"
    )
    command = [sys.executable, "-I", "-S", "-c", program, "log", scene.log, "--key", str(scene.holder.signer.verifier)]
    command += ["--policy", scene.folder / "policy"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    absent = subprocess.run([sys.executable, "-I", "-S", "-c", "import lianjing"], capture_output=True, check=False)
    assert absent.returncode == 1
