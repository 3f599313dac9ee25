"""The tree of the public log against foreign vectors and against the recursion that RFC 6962 states."""

import base64
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.engines.publiclog import canonical, heads, merkle, notes, policy, tiles
from lianjing.engines.publiclog.merkle import Unproven
from lianjing.engines.publiclog.notes import COSIGNATURE, Note, Signer, Verifier

SIZES = st.integers(1, 700)
COUNTED = {("inclusion", True): 92, ("inclusion", False): 6, ("consistency", True): 92, ("consistency", False): 6}


def naive(leaves):
    """MTH of RFC 6962 §2.1, word for word."""
    if not leaves:
        return merkle.EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(naive(leaves[:k]), naive(leaves[k:]))


def leaves_of(size):
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def grown(leaves):
    """Return the tiles of a tree that was appended to leaf by leaf: (level, number) to hashes, the partial ones too."""
    tree, found = tiles.Growing(), {}
    for leaf in leaves:
        found.update({(tile.level, tile.number): tile.hashes for tile in tree.append(leaf)})
    for level, hashes in enumerate(tree.edge):
        if hashes:
            found[level, tree.size >> 8 * (level + 1)] = b"".join(hashes)
    return found


def perfect_over(leaves):
    kept = grown(leaves)
    return tiles.perfect_from(lambda level, number: kept[level, number])


def passes(check):
    try:
        check()
    except Unproven:
        return False
    return True


@pytest.mark.real_data
def test_every_foreign_vector_is_answered_as_its_authors_say(real_data):
    """transparency-dev/merkle: 196 files, 196 answers; each name is printed, none is left out."""
    counted, wrong = Counter(), []
    for file in sorted((real_data / "merkle").rglob("*.json")):
        case = json.loads(file.read_text())
        kind = file.relative_to(real_data / "merkle").parts[0]
        said = {name: base64.b64decode(case[name]) for name in case if name.startswith(("root", "leafHash"))}
        proof = [base64.b64decode(hash_) for hash_ in case["proof"] or []]
        if kind == "inclusion":
            place = {"index": case["leafIdx"], "size": case["treeSize"], "leaf": said["leafHash"]}
            good = passes(lambda p=proof, s=said, a=place: merkle.verify_inclusion(**a, proof=p, root=s["root"]))
        else:
            sizes = {"old": case["size1"], "size": case["size2"]}
            roots = {"old_root": said["root1"], "root": said["root2"]}
            good = passes(lambda p=proof, a=sizes, r=roots: merkle.verify_consistency(**a, **r, proof=p))
        counted[kind, case["wantErr"]] += 1
        if good == case["wantErr"]:
            wrong.append(file.name)
        print(kind, file.parent.name, file.stem, "refused" if not good else "passes")
    assert wrong == []
    assert (sum(counted.values()), counted) == (196, COUNTED)


@given(SIZES, st.data())
def test_proofs_of_a_tree_kept_in_tiles_agree_with_the_naive_recursion(size, data):
    leaves = leaves_of(size)
    perfect, root = perfect_over(leaves), naive(leaves)
    assert merkle.root_of(size, perfect) == root
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    proof = merkle.inclusion_proof(index, size, perfect)
    merkle.verify_inclusion(index=index, size=size, leaf=leaves[index], proof=proof, root=root)
    grew = merkle.consistency_proof(old, size, perfect)
    roots = {"old_root": naive(leaves[:old]), "root": root}
    merkle.verify_consistency(old=old, size=size, proof=grew, **roots)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not passes(
            lambda: merkle.verify_inclusion(index=other, size=size, leaf=leaves[index], proof=proof, root=root)
        )
    if grew:
        at = data.draw(st.integers(0, len(grew) - 1))
        bent = [*grew[:at], bytes(32), *grew[at + 1 :]]
        assert not passes(lambda: merkle.verify_consistency(old=old, size=size, proof=bent, **roots))
        assert not passes(lambda: merkle.verify_consistency(old=old, size=size, proof=grew[:-1], **roots))


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts():
    assert list(tiles.widths(70_000)) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tiles.widths(256)) == [(0, 1, 0), (1, 0, 1)]
    assert tiles.path(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.path("entries", 3, 7) == "tile/entries/003.p/7"
    kept = grown([bytes(32)] * 66_000)
    assert {key[0] for key in kept} == {0, 1, 2}
    assert len(kept[1, 0]) == 8192


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_gives_back_its_entries(entries):
    assert tiles.unbundle(tiles.bundle(entries)) == entries


def test_a_torn_bundle_and_an_entry_too_long_are_refused():
    whole = tiles.bundle([b"abc", b"d"])
    for end in (1, 4, len(whole) - 1):
        assert not passes(lambda end=end: tiles.unbundle(whole[:end]))
    assert not passes(lambda: tiles.bundle([bytes(65_536)]))


def test_go_s_own_note_verifies_and_signs_the_same():
    """The example of golang.org/x/mod/sumdb/note."""
    key = Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert Note.parse(f"{text}\n{line}").signed_by([key]) == {key: None}
    secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    signer = Signer.parse(secret)
    assert (str(signer.verifier), signer.secret(), signer.line(text)) == (str(key), secret, line)


def test_a_cosignature_binds_its_time_and_the_text():
    log, witness = Signer.fresh("log.example/a"), Signer.fresh("witness.example/w", COSIGNATURE)
    head = heads.Head("log.example/a", 3, bytes(32))
    note = Note(str(head), (log.line(str(head)), witness.line(str(head), 1_790_000_000)))
    both = note.signed_by([log.verifier, witness.verifier])
    assert both == {log.verifier: None, witness.verifier: 1_790_000_000}
    assert heads.Head.parse(Note.parse(str(note)).text) == head
    other = Note(str(heads.Head("log.example/a", 4, bytes(32))), note.lines)
    for known in (log.verifier, witness.verifier):
        with pytest.raises(Unproven) as refusal:
            other.signed_by([known])
        assert refusal.value.code == "signature_wrong"
    assert note.signed_by([Signer.fresh("log.example/a").verifier]) == {}  # a foreign key of the same name is ignored


@pytest.mark.parametrize(
    "text", ["", "a\n", "a\n\n", "a\n\n— x\n", "a\n\n- x y\n", "a\tb\n\n— x eA==\n", "a\n\n— x eA=="]
)
def test_what_is_no_note_is_refused(text):
    assert not passes(lambda: Note.parse(text))


@pytest.mark.parametrize("text", ["a\n3\n", "a\n03\nAAAA\n", "a\n3\nAAAA\n", "\n3\n" + "A" * 43 + "=\n", "a\n-1\nx\n"])
def test_what_is_no_head_is_refused(text):
    assert not passes(lambda: heads.Head.parse(text))


def test_a_proof_survives_its_own_text():
    leaves = leaves_of(11)
    log = Signer.fresh("log.example/a")
    head = heads.Head("log.example/a", 11, naive(leaves))
    hashes = tuple(merkle.inclusion_proof(4, 11, perfect_over(leaves)))
    proof = heads.Proof.parse(str(heads.Proof(4, hashes, Note(str(head), (log.line(str(head)),)))))
    assert proof.verify(leaves[4]) == head
    assert not passes(lambda: proof.verify(leaves[5]))
    assert heads.Proof.parse(str(proof).replace("\nindex", "\nextra eA==\nindex", 1)) == proof


def nineteen_and_one(needed):
    keys = [Signer.fresh(f"group{number}.example/w", COSIGNATURE).verifier for number in range(1, 20)]
    outside = Signer.fresh("university.example/w", COSIGNATURE).verifier
    lines = [f"witness g{number} {key}" for number, key in enumerate(keys)] + [f"witness outside {outside}"]
    names = " ".join(f"g{number}" for number in range(19))
    rule = [f"group groups {needed} {names}", "group both all groups outside", "quorum both"]
    return policy.parse("\n".join([*lines, *rule]) + "\n"), keys, outside


@given(st.integers(1, 19), st.integers(0, 19), st.booleans())
def test_the_quorum_wants_so_many_groups_and_the_outside_body(needed, signed, with_outside):
    found, keys, outside = nineteen_and_one(needed)
    who = [*keys[:signed], *([outside] if with_outside else [])]
    assert found.holds(who) == (signed >= needed and with_outside)


KEY = str(Signer.fresh("w.example", COSIGNATURE).verifier)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("quorum w\n", 1),
        (f"witness w {KEY}\nwitness v {KEY}\nquorum w", 2),
        (f"witness none {KEY}\n", 1),
        (f"log {KEY}\n", 1),
        (f"witness w {KEY}\ngroup g 2 w\n", 2),
        (f"witness w {KEY}\ngroup g 1 w w\n", 2),
        (f"witness w {KEY}\ngroup g any w\ngroup h any w\n", 3),
        ("quorum none\nquorum none\n", 2),
        ("witness w name+00000000+AAAA\n", 1),
        ("something\n", 1),
    ],
    ids=range(11),
)
def test_a_policy_that_is_none_is_refused_with_its_line(text, line):
    with pytest.raises(Unproven) as refusal:
        policy.parse(text)
    assert refusal.value.facts == {"line": line}


def test_leaves_are_canonical_and_nothing_else_is_read():
    said = {"乙": "廉\n", "a": [1, True, None], "\U0001f600": {}, "\ufb33": -5}
    entry = canonical.canonical(said)
    assert canonical.read(entry) == said
    assert entry.index(b"\xf0\x9f\x98\x80") < entry.index("\ufb33".encode())  # sorted as UTF-16, as RFC 8785 wants
    for other in (b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1.0}', b"[]", b"{", b'{"a":1,"a":1}', b'{"a":"\\u0041"}'):
        assert not passes(lambda other=other: canonical.read(other))
    for wrong in ({"a": 0.5}, {"a": [1.0]}, {"a": 2**60}, {"a": "\ud800"}, {1: 2}):
        assert not passes(lambda wrong=wrong: canonical.canonical(wrong))


def test_a_commitment_bears_both_hashes():
    """SM3 of "abc": GB/T 32905-2016, example 1."""
    assert canonical.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    one, other = (canonical.commitment(b"x", salt) for salt in (b"a" * 32, b"b" * 32))
    assert one != other
    assert set(one) == {"sha256", "sm3"}


def test_keys_that_are_none_are_refused():
    good = Signer.fresh("a.example")
    for text in ("", "a", "a+b+c", str(good.verifier).replace("a.example", "b.example"), "PRIVATE+KEY+a+b+AAAA"):
        for reader in (Verifier.parse, Signer.parse):
            assert not passes(lambda reader=reader, text=text: reader(text))
    assert not passes(lambda: Signer.fresh("two words"))
    assert notes.DASH.encode() == b"\xe2\x80\x94 "
