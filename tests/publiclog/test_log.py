"""What is published enters the log with its act, gets one place, is proved, and can be withdrawn without a break."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from lianjing.access import public_log, public_log_files, public_log_keys, public_log_tree
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.publiclog import merkle
from lianjing.jobs import public_log as duties
from lianjing.records.models import JournalEntry, JournalHead, PublicCheckpoint, PublicContent, PublicLeaf, PublicTile
from lianjing.rooms.worklist import usecases
from tests.access.test_journal import item_for
from tests.world import at


def act(county):
    usecases.finish(post=county.clerk, item=item_for(county, county.clerk), outcome="done", now=at())


def test_what_is_published_falls_with_its_act(kept):
    def half():
        kept.publish()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        half()
    assert (kept.leaves(), kept.head()) == ([], 0)


def test_leaves_get_one_order_and_every_proof_holds(kept):
    for number in range(3):
        kept.publish(f"公示 {number}")
    assert kept.head() == 3
    for number in range(600):
        kept.publish(f"公开 {number}")
    assert kept.head() == 603
    leaves = kept.leaves()
    assert [leaf.place for leaf in leaves] == list(range(603))
    assert PublicTile._base_manager.count() == 2
    for leaf in leaves[::50]:
        shown = public_log.proof_for(leaf)
        head = shown.proof.verify(merkle.leaf_hash(shown.entry.encode()))
        assert head.size == (3 if leaf.place < 3 else 603)
    code, found, result = kept.verify()
    assert (code, found, result["size"]) == (0, [], 603)
    assert public_log_tree.first_wrong() is None


def test_nothing_new_signs_no_head_and_the_same_thing_at_once_is_one_leaf(kept):
    now = kept.now()
    one, other = (public_log.publish("notice", {"a": "b"}, now) for _ in range(2))
    assert one.pk == other.pk
    for _ in range(3):
        kept.head()
    assert PublicCheckpoint._base_manager.count() == 1


def test_without_a_key_what_is_published_waits(county, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    public_log.publish("notice", {}, at())
    assert duties.keep(at()) == 0
    assert PublicLeaf._base_manager.filter(place=None).count() == 1
    assert public_log.proof_for(PublicLeaf._base_manager.get()).proof is None


def test_payloads_that_no_leaf_can_say_are_refused(kept):
    for kind, payload, code in (
        ("journal", {}, "public_kind_reserved"),
        ("Notice", {}, "public_kind_reserved"),
        ("notice", {"sum": 1.5}, "public_payload_refused"),
        ("notice", {"text": "长" * 30_000}, "public_payload_too_long"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            public_log.publish(kind, payload, at())
        assert refusal.value.code == code
    public_log.publish("notice", {"text": "长" * 30_000}, at(), personal=True)  # only its hash stands in the leaf


def test_a_withdrawn_content_is_gone_and_the_proof_stays(kept):
    secret = "王小明的困难认定"
    leaf = kept.publish(secret, personal=True)
    kept.head()
    before = public_log.proof_for(leaf)
    path = kept.files / public_log_files.content_path(0)
    assert secret in json.loads(path.read_text())["payload"]
    assert secret not in before.entry
    public_log.withdraw(leaf, "term_over", kept.now())
    kept.head()
    after = public_log.proof_for(leaf)
    assert (after.proof, after.content, after.salt) == (before.proof, "", "")
    after.proof.verify(merkle.leaf_hash(after.entry.encode()))
    assert not path.exists()
    assert PublicContent._base_manager.count() == 0
    assert not any(secret.encode() in file.read_bytes() for file in kept.files.rglob("*") if file.is_file())
    assert kept.verify()[:2] == (0, [])
    with pytest.raises(RuleBroken) as refusal:
        public_log.withdraw(leaf, "term_over", kept.now())
    assert refusal.value.code == "public_content_gone"


def test_every_act_of_the_journal_is_committed_to_once(kept, county):
    for _ in range(3):
        act(county)
    for _ in range(2):
        kept.head()
    said = [json.loads(bytes(leaf.entry)) for leaf in kept.leaves()]
    entries = list(JournalEntry._base_manager.order_by("id"))
    assert [(one["entry"], one["commitment"]["sha256"]) for one in said] == [(e.pk, e.leaf) for e in entries]
    assert public_log.journal_differs() is None
    assert not any(str(county.clerk.person_id) in one.values() for one in said)


def test_a_journal_rewritten_from_its_beginning_is_found(kept, county):
    """Whoever rewrites every link deceives the journal's own chain; the log's commitment stays."""
    from lianjing.access import journal

    for _ in range(3):
        act(county)
    kept.head()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_journalentry DISABLE TRIGGER USER")
    entries, chain = list(JournalEntry._base_manager.order_by("id")), journal.GENESIS
    entries[1].at -= timedelta(days=9)
    entries[1].canonical = journal.canonical_bytes(entries[1], {})
    for entry in entries:
        entry.leaf = journal.leaf_hash(entry.salt, entry.canonical)
        entry.chain = chain = journal._next(chain, entry.leaf)
        JournalEntry._base_manager.filter(pk=entry.pk).update(
            at=entry.at, canonical=entry.canonical, leaf=entry.leaf, chain=chain
        )
    JournalHead._base_manager.update(chain=chain)
    assert journal.first_broken() is None
    assert public_log.journal_differs() == entries[1].pk


def test_the_log_signs_nothing_that_does_not_continue_its_last_head(kept):
    for number in range(4):
        kept.publish(str(number))
    kept.head()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER publicleaf_placed_once")
        else:
            cursor.execute("ALTER TABLE records_publicleaf DISABLE TRIGGER USER")
        cursor.execute("UPDATE records_publicleaf SET hash = %s WHERE place = 1", ["0" * 64])
    kept.publish("more")
    with pytest.raises(RuleBroken) as refusal:
        duties.keep(kept.now())
    assert refusal.value.code == "public_log_broken"
    assert public_log_tree.first_wrong() == "leaf 1 was changed"


def test_the_key_is_read_by_its_owner_only_and_made_once(kept):
    path = public_log_keys.folder() / "log.key"
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(RuleBroken) as refusal:
        public_log_keys.make("edu.example/log")
    assert refusal.value.code == "log_key_exists"
    path.chmod(0o644)
    with pytest.raises(RuleBroken) as refusal:
        public_log_keys.signer()
    assert refusal.value.code == "log_key_open"


def test_the_history_keeps_the_last_head_of_each_day_and_every_head_of_the_last(kept):
    for hour in (0, 1, 30, 31, 60, 61):
        kept.minute = 60 * hour
        kept.publish(str(hour))
        kept.head()
    sizes = [json.loads(line)["size"] for line in (kept.files / "history.jsonl").read_text().splitlines()]
    assert sizes == [2, 4, 5, 6]
    assert kept.verify()[:2] == (0, [])
