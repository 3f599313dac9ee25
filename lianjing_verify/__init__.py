#!/usr/bin/env python3
"""Check a public log of Lianjing from outside: one file, Python's own library and `cryptography`, nothing of Lianjing.

    python3 lianjing_verify.py log https://edu.example.gov.cn/log --key VKEY --policy policy.txt --state my-notes/
    python3 lianjing_verify.py page https://edu.example.gov.cn/s/s001/calendar/12/ --key VKEY --policy policy.txt
    python3 lianjing_verify.py page notice.tlog-proof notice.json --key VKEY --policy policy.txt

Get the key and the policy from somebody other than whoever runs the log: a printed notice, a witness, a newspaper.
Exit codes: 0 all is well; 1 something was tampered with or is missing, and is named; 2 wrong use; 3 could not be read.

Read from the specifications alone: RFC 6962, RFC 8785, and of c2sp.org signed-note, tlog-checkpoint, tlog-cosignature,
tlog-tiles, tlog-policy and tlog-proof.
"""

import argparse
import base64
import binascii
import hashlib
import itertools
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WELL, WRONG, USAGE, UNREADABLE = 0, 1, 2, 3
LOG_KEY, WITNESS_KEY = 1, 4
WIDTH, HASH = 256, 32
TOLERANCE = 900  # seconds: clocks differ, and a transaction takes a moment
DAY = 86_400

WORDS = {
    "checkpoint_unreadable": ("检查点文件无法读懂", "the checkpoint is not one"),
    "checkpoint_origin": ("检查点属于另一个日志：{origin}", "the checkpoint is another log's: {origin}"),
    "checkpoint_signature": (
        "检查点不是由该日志的密钥签名：检查点被改过",
        "the log's key did not sign this checkpoint: it was changed",
    ),
    "cosignature_wrong": (
        "见证人 {name} 的签名与检查点不符：签名被伪造",
        "the signature of witness {name} does not fit: it was forged",
    ),
    "quorum_missing": (
        "见证人不足：已签 {signed}，未达到见证规则",
        "too few witnesses: signed {signed}; the policy is not met",
    ),
    "head_stale": ("最新检查点已 {hours} 小时未更新", "the newest head is {hours} hours old"),
    "tile_missing": ("缺少文件 {path}", "the file {path} is missing"),
    "tile_changed": ("分块 {path} 被改过", "the tile {path} was changed"),
    "entry_changed": ("第 {place} 条被改过：{what}", "entry {place} was changed: {what}"),
    "root_differs": (
        "全部条目算不出检查点的根：条目与分块都被改过",
        "the entries do not give the head's root: entries and tiles were changed",
    ),
    "edited": ("历史被改写：第 {places} 条被改动", "history was rewritten: entry {places} was edited"),
    "deleted": ("历史被改写：第 {places} 条被删除", "history was rewritten: entry {places} was deleted"),
    "inserted": ("历史被改写：第 {places} 条是后来插入的", "history was rewritten: entry {places} was put in later"),
    "reordered": ("历史被改写：第 {places} 条的次序被调换", "history was rewritten: entries {places} changed places"),
    "truncated": (
        "日志被截短：曾有 {seen} 条，现只有 {size} 条",
        "the log was cut short: {seen} entries were there, now {size}",
    ),
    "rolled_back": (
        "日志被退回旧检查点：曾到 {seen} 条，现给出 {size} 条的旧检查点",
        "the log was rolled back: it had {seen} entries and shows its old head of {size}",
    ),
    "head_behind": (
        "日志给出的检查点落后：{where} 已有它签名的 {seen} 条，现只给出 {size} 条：被退回，或见证人久未签名",
        "the log is behind: it signed {seen} entries ({where}) and shows {size}: rolled back, or witnesses long away",
    ),
    "other_unreadable": (
        "{where} 不是本日志签名的检查点：抄错，或不是它的",
        "{where} is no checkpoint that this log signed: miscopied, or another log's",
    ),
    "split_view": (
        "日志对不同的人给出不同内容：{size} 条时另有一个根（{where}）",
        "split view: at {size} entries others were shown another root ({where})",
    ),
    "history_differs": (
        "第 {size} 条时签过的检查点与现有条目不符：此前的条目被改过",
        "the head signed at {size} entries does not fit them: entries before it were changed",
    ),
    "history_signature": (
        "检查点历史中 {size} 条的一行不是由该日志签名",
        "a line of the history, size {size}, is not signed by the log",
    ),
    "head_time": (
        "{size} 条的检查点时间不可信：早于更旧的检查点，或晚于见证人签名",
        "the time of the head of size {size} cannot be true: before an older head, or after a witness signed it",
    ),
    "back_dated": (
        "第 {place} 条倒填日期：写 {at}，但 {known} 时日志里还没有它",
        "entry {place} is back-dated: it says {at}, and was not there at {known}",
    ),
    "post_dated": (
        "第 {place} 条日期晚于收录时间：写 {at}，{known} 已收录",
        "entry {place} is dated later than it was there: {at}, seen at {known}",
    ),
    "leaf_unreadable": ("第 {place} 条不是规范 JSON", "entry {place} is not canonical JSON"),
    "content_changed": (
        "第 {place} 条的公开内容与承诺不符：内容被改过",
        "the content of entry {place} is not what it commits to: it was changed",
    ),
    "content_missing": (
        "第 {place} 条的公开内容不见了，也没有撤下说明",
        "the content of entry {place} is gone, and nothing says that it was withdrawn",
    ),
    "content_still_there": (
        "第 {place} 条已撤下，内容却仍在公开",
        "entry {place} was withdrawn, and its content is still there",
    ),
    "tombstone_of_nothing": (
        "第 {place} 条撤下说明没有对应的条目",
        "entry {place} withdraws an entry that does not exist",
    ),
    "journal_order": (
        "第 {place} 条：内部日志编号 {entry} 重复或倒退",
        "entry {place}: number {entry} of the journal is repeated or goes back",
    ),
    "journal_changed": (
        "内部日志第 {entry} 号与公开日志的承诺不符：内部日志被改写",
        "entry {entry} of the journal is not what the log committed to: the journal was rewritten",
    ),
    "journal_missing": ("内部日志第 {entry} 号不见了", "entry {entry} of the journal is gone"),
    "proof_missing": ("第 {place} 条没有证明文件", "entry {place} has no proof"),
    "proof_wrong": ("第 {place} 条的证明不成立", "the proof of entry {place} does not hold"),
    "page_changed": (
        "页面 {path} 与第 {place} 条公布的不符：页面被改过",
        "the page {path} is not what entry {place} published: it was changed",
    ),
    "label_changed": (
        "网页上的栏目名与登记时不同：登记为“{was}”，网页写“{now}”；是改名还是被改，请问公布的单位",
        "a field has another name than when it was entered: {was}, and now {now}; ask who published it why",
    ),
    "page_unproved": ("网页上没有通向公开日志的证明", "the page has no proof that leads to the public log"),
    "page_missing": ("第 {place} 条公布的页面 {path} 不见了", "the page {path} of entry {place} is gone"),
    "witness_state_forged": (
        "见证人 {name} 的状态文件被改过：签名不符",
        "the state of witness {name} was changed: its signature does not fit",
    ),
    "witness_state_rolled_back": (
        "见证人 {name} 的状态被退回：已签到 {signed} 条，状态只有 {size} 条",
        "the state of witness {name} was rolled back: it signed {signed} entries, its state says {size}",
    ),
    "witness_state_differs": (
        "见证人 {name} 见过的 {size} 条与现有日志不符：日志被改写或分叉",
        "what witness {name} saw at {size} entries is not this log: it was rewritten or split",
    ),
}
SAID = {
    "well": (
        "通过：{size} 条全部核对，检查点由日志和 {signed} 个见证人签名。",
        "All is well: {size} entries checked, head signed by the log and {signed} witnesses.",
    ),
    "wrong": ("未通过：发现 {count} 处问题。", "NOT well: {count} findings."),
    "page": (
        "通过：第 {place} 条，检查点 {size} 条，见证人 {signed} 个。",
        "Proven: entry {place}, head of {size} entries, {signed} witnesses.",
    ),
    "same": ("网页上写的与登记的内容一致。", "What the page shows is what was entered."),
    "marked": (
        "网页的摘要与登记的一致；正文请与所附文件对照。",
        "The mark of the page is the one that was entered; compare its words with the file beside it.",
    ),
    "gone": (
        "内容已撤下，日志记有撤下：只核对了它曾经登记。",
        "Its content was withdrawn, and the log says so: only that it was entered could be checked.",
    ),
    "waits": (
        "内容已撤下，撤下说明由日志签名，还在等见证人：只核对了它曾经登记。",
        "Its content was withdrawn; the log signed that, its witnesses not yet: only that it was entered was checked.",
    ),
    "waiting": (
        "{waiting} 条内容已撤下，撤下说明由日志签名，还在等见证人。",
        "The content of {waiting} entries was withdrawn; the log signed that, its witnesses not yet.",
    ),
    "sealed": (
        "登记时未附内容：只核对了它何时登记。",
        "It was entered without its content: only when it was entered could be checked.",
    ),
    "late": (
        "{late} 个检查点一天以后才有见证人签名：那段时间里的日期只有日志自己作证。",
        "{late} heads were signed by no witness for a day: the log alone vouches for the dates of that time.",
    ),
    "unreadable": ("无法读取：{why}", "Could not be read: {why}"),
    "first": (
        "首次核对：没有更早的记录可比。下次运行会与本次比对。",
        "First check: nothing earlier to compare with. The next run will compare with this one.",
    ),
    "no_policy": ("未给见证规则：没有核对见证人。", "No policy was given: witnesses were not checked."),
}


class Wrong(Exception):
    """Something does not hold; `code` is a key of WORDS."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


class Unreadable(Exception):
    """The log could not be fetched."""


# --- RFC 6962 ---------------------------------------------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Roots of a list of leaf hashes at any size. `heights[h]` holds the roots of all whole subtrees of 2**h leaves."""

    def __init__(self, leaves):
        self.leaves = bytes(leaves)
        self.size = len(self.leaves) // HASH
        self.heights = [self.leaves]
        sha256 = hashlib.sha256
        while len(self.heights[-1]) >= 2 * HASH:
            below = self.heights[-1]
            pairs = range(0, len(below) - HASH, 2 * HASH)
            self.heights.append(b"".join([sha256(b"\1" + below[at : at + 2 * HASH]).digest() for at in pairs]))

    def leaf(self, place):
        return self.leaves[place * HASH : (place + 1) * HASH]

    def root(self, size):
        return self._range(0, size) if size else hashlib.sha256(b"").digest()

    def _range(self, first, end):
        count = end - first
        if not count & (count - 1):
            height = count.bit_length() - 1
            return self.heights[height][(first >> height) * HASH : ((first >> height) + 1) * HASH]
        middle = first + (1 << (count - 1).bit_length() - 1)
        return node_hash(self._range(first, middle), self._range(middle, end))


def root_by_inclusion(leaf, place, size, proof):
    """Return the root that an inclusion proof leads to, None when it cannot be one."""
    if not 0 <= place < size:
        return None
    last, found = size - 1, leaf
    for one in proof:
        if not last:
            return None
        if place & 1 or place == last:
            found = node_hash(one, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    return None if last else found


def consistent(old, size, old_root, root, proof):
    """Return whether `proof` shows the tree of `old` leaves to begin the tree of `size` leaves; 0 < old <= size."""
    if old == size:
        return not proof and old_root == root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not proof:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for one in path[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            was, now = node_hash(one, was), node_hash(one, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, one)
        place, last = place >> 1, last >> 1
    return not last and was == old_root and now == root


# --- notes, keys, policies --------------------------------------------------------------------------------------


class Key:
    """A public key as policies write it: name+id+base64."""

    def __init__(self, text):
        self.text = text.strip()
        self.name, _, rest = self.text.partition("+")
        id_, _, data = rest.partition("+")
        whole = base64.b64decode(data, validate=True)
        if len(whole) != 33:
            raise ValueError(f"not a key: {text}")
        self.kind, self.public = whole[0], whole[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + whole).digest()[:4]
        if not self.name or self.id.hex() != id_ or self.kind not in (LOG_KEY, WITNESS_KEY):
            raise ValueError(f"not a key: {text}")

    def time_of(self, text, signature):
        """Return the time of a signature over `text` (0 for a log's). Raises ValueError when it does not verify."""
        at, message = 0, text
        if self.kind == WITNESS_KEY:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {at}\n{text}"
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message.encode())
        except InvalidSignature:
            raise ValueError(self.name) from None
        return at


class Note:
    """A checkpoint: origin, size, root, and the signature lines under it."""

    def __init__(self, whole):
        body, blank, below = whole.rpartition("\n\n")
        self.text, self.lines = body + "\n", below.split("\n")[:-1]
        head = body.split("\n")
        if not blank or len(head) < 3 or not below.endswith("\n") or head[1] != str(int(head[1])):
            raise ValueError("not a checkpoint")
        self.origin, self.size, self.root = head[0], int(head[1]), base64.b64decode(head[2], validate=True)
        if len(self.root) != HASH or self.size < 0:
            raise ValueError("not a checkpoint")
        said = [line for line in head[3:] if line.startswith("time ")]
        self.time = int(said[0][5:]) if said else 0  # when the log made this head, by its own clock

    def times(self, keys):
        """Return by key the time of each valid signature. Raises ValueError(name) when a known key's is not valid."""
        found, known = {}, {(key.name, key.id): key for key in keys}
        for line in self.lines:
            dash, name, data = (*line.split(" "), "", "")[:3]
            signed = base64.b64decode(data, validate=True)
            key = known.get((name, signed[:4])) if dash == "\u2014" else None
            if key:
                found[key] = key.time_of(self.text, signed[4:])
        return found


class Policy:
    """Which witnesses are enough. An empty text asks for none."""

    def __init__(self, text=""):
        self.witnesses, self.rules, self.quorum = {}, {}, "none"
        for line in text.split("\n"):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "witness":
                self.witnesses[words[1]] = Key(words[2])
            elif words[0] == "group":
                members = words[3:]
                needed = {"all": len(members), "any": 1}.get(words[2]) or int(words[2])
                if not all(one in self.witnesses or one in self.rules for one in members):
                    raise ValueError(f"policy: {line}")
                self.rules[words[1]] = needed, members
            elif words[0] == "quorum":
                self.quorum = words[1]
            elif words[0] != "log":
                raise ValueError(f"policy: {line}")
        if self.quorum != "none" and self.quorum not in self.witnesses and self.quorum not in self.rules:
            raise ValueError("policy: no quorum")

    def holds(self, signed, name=None):
        name = name or self.quorum
        if name in self.rules:
            needed, members = self.rules[name]
            return sum(self.holds(signed, member) for member in members) >= needed
        return name == "none" or self.witnesses[name] in signed


# --- canonical JSON (RFC 8785 without fractions) ----------------------------------------------------------------


def _no_fraction(text):
    raise ValueError(f"a fraction: {text}")


_reader = json.JSONDecoder(parse_float=_no_fraction, parse_constant=_no_fraction)
_writer = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_as_given = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _ordered(value):
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def read_leaf(entry):
    """Return what an entry says, None when it is not the one canonical way to say it."""
    try:
        said = _reader.decode(entry.decode())
        # Names sort as UTF-16 does; that differs from Python's order only where a sign needs four bytes.
        again = _as_given.encode(_ordered(said)) if b"\xf0" in entry else _writer.encode(said)
        return said if again.encode() == entry and isinstance(said, dict) else None
    except ValueError:
        return None


def sm3(data):
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def commits_to(said, salted):
    """Return whether a leaf's commitment is to these bytes, by both hashes."""
    kept = said.get("commitment", {})
    return kept == {"sha256": hashlib.sha256(salted).hexdigest(), "sm3": sm3(salted)}


def opened(said, whole):
    """Return the content beside an entry that commits to it, None when it is another."""
    try:
        kept = json.loads(whole)
        good = commits_to(said, bytes.fromhex(kept["salt"]) + kept["payload"].encode())
        return json.loads(kept["payload"]) if good else None
    except (ValueError, KeyError, TypeError):
        return None


# --- reading a log ----------------------------------------------------------------------------------------------


class Files:
    """A log's files, in a folder or at an address."""

    def __init__(self, address):
        self.address, self.remote = address.rstrip("/"), address.startswith(("http://", "https://"))

    def read(self, path):
        """Return a file's bytes, None when it is not there. Raises Unreadable when nobody answers."""
        try:
            if self.remote:
                with urllib.request.urlopen(f"{self.address}/{path}", timeout=30) as answer:
                    return answer.read()
            return (Path(self.address) / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise Unreadable(f"{path}: {error.code}") from None
        except OSError as error:
            raise Unreadable(f"{path}: {error}") from None

    def need(self, path):
        found = self.read(path)
        if found is None:
            raise Wrong("tile_missing", path=path)
        return found


def numbered(folder, number, end=""):
    """Return folder/x001/234 for 1234."""
    parts, rest = [f"{number % 1000:03}"], number // 1000
    while rest:
        parts.insert(0, f"x{rest % 1000:03}")
        rest //= 1000
    return f"{folder}/{'/'.join(parts)}{end}"


def tile_widths(level, size):
    """Yield (number, width) of each tile of a level."""
    full, width = divmod(size >> 8 * level, WIDTH)
    yield from ((number, WIDTH) for number in range(full))
    if width:
        yield full, width


def tile_path(level, number, width):
    return numbered(f"tile/{level}", number, f".p/{width}" if width < WIDTH else "")


def unbundled(data, width, path):
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(entries) != width:
        raise Wrong("tile_changed", path=path)
    return entries


# --- the check --------------------------------------------------------------------------------------------------


class Check:
    """One run over one log. `found` gathers what is wrong, in the order in which it is met."""

    def __init__(self, files, key, policy, say=lambda done, total: None):
        self.files, self.key, self.policy, self.say = files, key, policy, say
        self.found, self.entries, self.moments = [], [], []
        self.own, self.acts, self.closed = [], [], {}  # what entries say; own: not the journal's
        self.told = {}  # (place, entry, payload) of the newest entry about each page, by the page's address
        self.late = (
            0  # heads that no witness signed for a day: what they and their entries say of it, the log says alone
        )
        self.waiting = 0  # contents that are gone by a tombstone for which no quorum has signed yet
        self.bounds = []  # (size, moment) of each head: so many entries were there then, and no more
        self.signed = {}

    def wrong(self, code, **facts):
        self.found.append((code, facts))

    def head(self):
        """Read and check the checkpoint: the log's signature and the witnesses'."""
        whole = self.files.read("checkpoint")
        if whole is None:
            raise Unreadable("checkpoint")
        try:
            self.note = Note(whole.decode())
        except ValueError:
            raise Wrong("checkpoint_unreadable") from None
        if self.note.origin != self.key.name:
            raise Wrong("checkpoint_origin", origin=self.note.origin)
        self.signed = self._signatures(self.note)

    def _signatures(self, note):
        try:
            by_log = note.times([self.key])
        except ValueError:
            by_log = {}
        if not by_log:
            raise Wrong("checkpoint_signature")
        signed = {}
        for key in self.policy.witnesses.values():
            try:
                signed.update(note.times([key]))
            except (ValueError, binascii.Error):
                self.wrong("cosignature_wrong", name=key.name)
        if not self.policy.holds(signed):
            self.wrong("quorum_missing", signed=len(signed))
        return signed

    def leaves(self):
        """Read every entry and every tile; name what does not fit. Keeps the tree of the entries."""
        size, ours, theirs = self.note.size, bytearray(), bytearray()
        for number, width in tile_widths(0, size):
            path = tile_path("entries", number, width)
            bundle = unbundled(self.files.need(path), width, path)
            self.entries += bundle
            ours += b"".join(map(leaf_hash, bundle))
            theirs += self._tile(0, number, width)
            self.say(len(self.entries), size)
        self.tree = Tree(ours)
        tiles = self.tree if ours == theirs else Tree(theirs)
        if self.tree.root(size) != self.note.root:
            if tiles.root(size) == self.note.root:
                for place in (place for place in range(size) if tiles.leaf(place) != self.tree.leaf(place)):
                    self.wrong("entry_changed", place=place, what=self.entries[place][:200].decode(errors="replace"))
                self.tree = tiles
            else:
                self.wrong("root_differs")
        self._tiles(size, theirs)

    def _tile(self, level, number, width):
        path = tile_path(level, number, width)
        tile = self.files.need(path)
        if len(tile) != width * HASH:
            raise Wrong("tile_changed", path=path)
        return tile

    def _tiles(self, size, lowest):
        """Compare every tile with what the tree gives."""
        level, given = 0, lowest
        while size >> 8 * level:
            wanted = self.tree.heights[8 * level]
            for number, width in tile_widths(level, size):
                at = slice(number * WIDTH * HASH, (number * WIDTH + width) * HASH)
                if given[at] != wanted[at]:
                    self.wrong("tile_changed", path=tile_path(level, number, width))
            level += 1
            given = b"".join(self._tile(level, *one) for one in tile_widths(level, size))

    def compare(self, state):
        """Compare with what an earlier run kept: the same beginning, and not shorter."""
        if state is None:
            return
        old, seen, size = Tree(state["leaves"]), state["size"], self.note.size
        self.bounds.append((seen, Note(state["note"]).time))
        if size < seen and old.leaves.startswith(self.tree.leaves):
            self.wrong("rolled_back" if size in state["heads"] else "truncated", seen=seen, size=size)
        elif not self.tree.leaves.startswith(old.leaves):
            self._name(old)

    def _name(self, old):
        """Name how a rewritten history differs from the one that was kept."""
        was = [old.leaf(place) for place in range(old.size)]
        now = [self.tree.leaf(place) for place in range(self.tree.size)]
        moved = [place for place, one in enumerate(was) if place >= len(now) or now[place] != one]
        gone, kept = Counter(was) - Counter(now), set(was)
        lost = [place for place in moved if gone[was[place]]]
        if not gone and Counter(now[: len(was)]) == Counter(was):
            self.wrong("reordered", places=_listed(moved))
        elif not gone:
            self.wrong("inserted", places=_listed([place for place in range(len(was)) if now[place] not in kept]))
        elif lost == moved and len(now) >= len(was):
            self.wrong("edited", places=_listed(lost))
        else:
            self.wrong("deleted", places=_listed(lost))

    def history(self):
        """Check every head of the past against the entries; keep the time of each."""
        self.bounds.append((self.note.size, self.note.time))
        lines = (self.files.read("history.jsonl") or b"").decode(errors="replace").split("\n")
        for line in filter(None, lines):
            try:
                note = Note(json.loads(line)["note"])
                good = bool(note.times([self.key]))
            except (ValueError, KeyError, TypeError):
                self.wrong("history_signature", size=line[:40])
                continue
            if not good:
                self.wrong("history_signature", size=note.size)
            elif note.size <= self.tree.size:
                self._past(note)
            else:
                self._ahead(note, "history.jsonl")

    def _past(self, note):
        if self.tree.root(note.size) != note.root:
            self.wrong("history_differs", size=note.size)
        try:
            times = note.times(self.policy.witnesses.values())
        except ValueError as error:
            self.wrong("cosignature_wrong", name=str(error))
            return
        self.bounds.append((note.size, note.time))
        if times and min(times.values()) < note.time - TOLERANCE:
            self.wrong("head_time", size=note.size)
        self.late += bool(times) and min(times.values()) > note.time + DAY

    def others(self, notes):
        """Compare with heads that others hold: a witness, a neighbour, the paper at the gate."""
        for where, whole in notes:
            try:
                note = Note(whole)
                good = note.origin == self.key.name and note.times([self.key])
            except ValueError:
                good = False
            if not good:
                self.wrong("other_unreadable", where=where)
            elif note.size > self.tree.size:
                self._ahead(note, where)
            elif self.tree.root(note.size) != note.root:
                self.wrong("split_view", size=note.size, where=where)

    def _ahead(self, note, where):
        """Meet a head of more entries than the log shows: it went back, unless it grows at this very moment."""
        if abs(time.time() - note.time) < TOLERANCE or self._size_now() >= note.size:
            return
        try:
            signed = note.times(self.policy.witnesses.values())
        except ValueError:
            signed = {}
        proven = self.policy.witnesses and self.policy.holds(
            signed
        )  # then it was shown: a log shows what a quorum signed
        self.wrong("rolled_back" if proven else "head_behind", seen=note.size, size=self.note.size, where=where)

    def _size_now(self):
        """Return how many entries the head has by now, 0 when it is no good one."""
        try:
            note = Note((self.files.read("checkpoint") or b"").decode())
            good = note.times([self.key]) and self.policy.holds(note.times(self.policy.witnesses.values()))
        except ValueError:
            good = False
        return note.size if good else 0

    def contents(self):
        """Read what each entry says: canonical JSON, its content beside the log, tombstones, the journal's numbers."""
        last, gone = 0, {}
        for place, entry in enumerate(self.entries):
            said = read_leaf(entry) or {}
            kind = said.get("kind")
            self.moments.append(_moment(said.get("at")))
            if said.get("v") != 1 or not isinstance(kind, str):
                self.wrong("leaf_unreadable", place=place)
            elif kind == "journal":
                if said["entry"] <= last:
                    self.wrong("journal_order", place=place, entry=said["entry"])
                last = max(last, said["entry"])
                self.acts.append((said["entry"], said))
                continue
            elif kind == "tombstone":
                gone[said["payload"]["leaf"]] = place
            elif "commitment" in said:
                self.closed[place] = said
            self.own.append(place)
            self._tells(place, entry, said.get("payload"))
        hashed = {leaf_hash(self.entries[place]).hex(): place for place in self.own} if gone else {}
        for target in gone.keys() - hashed.keys():
            self.wrong("tombstone_of_nothing", place=gone[target])
        withdrawn = {hashed.get(target) for target in gone}
        for place, said in self.closed.items():
            self._content(place, said, place in withdrawn)

    def _content(self, place, said, withdrawn):
        whole = self.files.read(numbered("content", place, ".json"))
        if whole is None and not withdrawn:
            if withdrawn_by(self.files, place, self.entries[place], self.key, self.policy, self.note) == "waits":
                self.waiting += 1
            else:
                self.wrong("content_missing", place=place)
        if whole is None:
            return
        if withdrawn:
            self.wrong("content_still_there", place=place)
            return
        payload = opened(said, whole)
        if payload is None:
            self.wrong("content_changed", place=place)
        self._tells(place, self.entries[place], payload)

    def _tells(self, place, entry, payload):
        """Keep the newest entry about each page."""
        path = page_path(payload or {})
        if path:
            self.told[path] = place, entry, payload

    def dates(self):
        """An entry that was not there at one head cannot be older than that head; witnesses have signed its time."""
        bounds = sorted({one for one in self.bounds if one[1]})
        for (_, earlier), (size, later) in itertools.pairwise(bounds):
            if later < earlier - TOLERANCE:
                self.wrong("head_time", size=size)
        after, before, at = 0, None, 0
        for place, moment in enumerate(self.moments):
            while at < len(bounds) and bounds[at][0] <= place:
                after, at = max(after, bounds[at][1]), at + 1
            before = bounds[at][1] if at < len(bounds) else None
            if moment is None:
                continue
            if moment < after - TOLERANCE:
                self.wrong("back_dated", place=place, at=_clock(moment), known=_clock(after))
            if before is not None and moment > before + TOLERANCE:
                self.wrong("post_dated", place=place, at=_clock(moment), known=_clock(before))

    def proofs(self):
        """Check the proof file of each entry but the journal's."""
        for place in self.own:
            whole = self.files.read(numbered("proof", place, ".tlog-proof"))
            if whole is None:
                self.wrong("proof_missing", place=place)
                continue
            try:
                proven, _, _ = proof_of(whole.decode(), self.entries[place], self.key, self.policy)
            except (ValueError, Wrong):
                proven = None
            if proven != place:
                self.wrong("proof_wrong", place=place)

    def pages(self, site):
        """Hold each page of a site against the newest entry about it, as far as that entry's content stands."""
        for path, (place, entry, payload) in sorted(self.told.items()):
            whole = site.read(path if site.remote else f"{path}index.html")
            if whole is None:
                self.wrong("page_missing", path=path, place=place)
                continue
            try:
                if not Page(f"{site.address}/{path}", whole.decode(errors="replace"), site).shows(payload, entry):
                    raise Wrong("page_changed")
            except Wrong as wrong:
                self.wrong(wrong.code, path=path, place=place, **wrong.facts)

    def witness_state(self, where, whole):
        """Check what a witness keeps: its own signature, this log's beginning, and not older than what it signed."""
        try:
            note = Note(whole)
            seen = [key for key in self.policy.witnesses.values() if note.times([key])]
            good = note.times([self.key]) and seen
        except ValueError:
            good = False
        if not good:
            self.wrong("witness_state_forged", name=where)
            return
        (witness, *_) = seen
        if note.size > self.tree.size:
            self._ahead(note, witness.name)
        elif self.tree.root(note.size) != note.root:
            self.wrong("witness_state_differs", name=witness.name, size=note.size)
        if witness in self.signed and note.size < self.note.size:
            self.wrong("witness_state_rolled_back", name=witness.name, size=note.size, signed=self.note.size)

    def journal(self, lines):
        """Compare an exported journal, one {"entry", "salt" (hex), "canonical"} a line, with the log."""
        rows = [json.loads(line) for line in lines if line.strip()]
        kept = {row["entry"]: bytes.fromhex(row["salt"]) + row["canonical"].encode() for row in rows}
        for entry, said in self.acts:
            salted = kept.get(entry)
            if salted is None:
                self.wrong("journal_missing", entry=entry)
            elif not commits_to(said, salted):
                self.wrong("journal_changed", entry=entry)

    def fresh(self, hours):
        newest = max(self.signed.values(), default=0)
        if hours and newest and time.time() - newest > hours * 3600:
            self.wrong("head_stale", hours=int((time.time() - newest) // 3600))


def withdrawn_by(files, place, entry, key, policy, head):
    """Return what says that an entry's content was withdrawn: "gone", a tombstone in the log; None, nothing does.

    "waits": a tombstone that the log signed after `head`, the one that it shows, and its witnesses have not yet.
    """
    try:
        kept = json.loads(files.read(numbered("gone", place, ".json")) or b"{}")
        stone, text = kept["entry"].encode(), kept["proof"]
        said = read_leaf(stone) or {}
        if said.get("kind") != "tombstone" or said["payload"]["leaf"] != leaf_hash(entry).hex():
            return None
        at, *_ = proof_of(text, stone, key, Policy())
        if at >= head.size:
            return "waits" if Note(text.partition("\n\n")[2]).time >= head.time else None
        proof_of(files.need(numbered("proof", at, ".tlog-proof")).decode(), stone, key, policy)
        return "gone"
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, Wrong):
        return None


def proof_of(text, entry, key, policy):
    """Check a .tlog-proof of an entry; return (place, size, witnesses). Raises Wrong or ValueError."""
    head, _, whole = text.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith("extra ")]
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        raise ValueError("not a proof")
    place, note = int(lines[1].removeprefix("index ")), Note(whole)
    hashes_ = [base64.b64decode(line, validate=True) for line in lines[2:]]
    if root_by_inclusion(leaf_hash(entry), place, note.size, hashes_) != note.root:
        raise Wrong("proof_wrong", place=place)
    if note.origin != key.name or not note.times([key]):
        raise Wrong("checkpoint_signature")
    signed = note.times(policy.witnesses.values())
    if not policy.holds(signed):
        raise Wrong("quorum_missing", signed=len(signed))
    return place, note.size, len(signed)


# --- pages ------------------------------------------------------------------------------------------------------

_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_CELLS = {"dt", "dd", "caption", "th", "td"}
_BLOCKS = {*_CELLS, "h2", "h3", "p", "li", "blockquote"}
_HOLDERS = {"div", "dl", "table", "thead", "tbody", "tr", "ul"}
_PICTURES = {
    "canvas",
    "embed",
    "iframe",
    "img",
    "input",
    "object",
    "picture",
    "textarea",
    "video",
}  # show what no text says
_DAY = r"(?:\d{4}年\d{1,2}月\d{1,2}日|[A-Z][a-z]+\.? \d{1,2}, \d{4})"
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
# The sentences that a page says of its own in the frame of a notice or an answer; anything else there was put in.
HUNG = (
    *("{} 起公示，至 {}。", "{} 起公开。", "{} 至 {} 公示：期满。", "{} 起公开，至 {}。", "{} 至 {} 公开：期满。"),
    *("Hangs since {}, until {}.", "Stands since {}.", "Hung from {} to {}: its days are over."),
    *("Public since {}, until {}.", "Public from {} to {}: its days are over."),
)
_ABOUT = (
    rf"{_DAY} · (?:提问|异议|Question asked|Objection)(?: · (?:问过，又出现|asked before, and came back))?",
    r"(?:已隐去：|Masked: )[^。.]{1,80}[。.]",
    r"(?:已转上一级：|It went one level up: )[^。.]{1,80}[。.]",
)
_FOUND = {
    True: "(?:异议成立|The asker is right|学校公开的有误|The publication was wrong)",
    False: "(?:不成立|Not so)",
    None: r"\S{1,9}(?: \S{1,9}){0,3}",
}
_RIGHT = rf"(?:已更正|Put right) {_DAY}(?:：|: )"


def _plain(text):
    return " ".join(str(text).split())


def _days(text):
    """Return the days that a sentence names, as YYYY-MM-DD, in order."""
    chinese = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    english = re.findall(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})", text)
    named = chinese or [(year, (_MONTHS.find(month) + 3) // 3, day) for month, day, year in english]
    return ["{:04}-{:02}-{:02}".format(*map(int, one)) for one in named]


class Node:
    """One element of a page: its texts and elements in order."""

    def __init__(self, tag="", attributes=(), above=None):
        self.tag, self.attributes, self.above, self.parts = tag, dict(attributes), above, []

    def all(self, tag, name=""):
        """Yield every element below of a tag and a class, in order; "" is any."""
        for part in self.parts:
            if isinstance(part, Node):
                if tag in ("", part.tag) and (not name or name in (part.attributes.get("class") or "").split()):
                    yield part
                yield from part.all(tag, name)

    def text(self):
        """Return its words, with one space between."""
        return _plain("".join(self._texts()))

    def _texts(self):
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in ("script", "style"):
                yield " " if part.tag == "br" or part.tag in _BLOCKS else ""
                yield from part._texts()

    def hidden(self):
        """Return whether an attribute keeps it, or what it stands in, from being seen."""
        here = {"hidden", "style"} & self.attributes.keys()
        return bool(here) or (self.above is not None and self.above.hidden())

    def blocks(self):
        """Yield (tag, words, element) of everything that can be read in it, in order; a tag of "" is out of place."""
        for part in self.parts:
            if isinstance(part, str):
                if part.strip():
                    yield "", _plain(part), self
                continue
            inside = {one.tag for one in part.all("")}
            odd = part.hidden() or (part.tag in _CELLS and inside) or inside & _PICTURES
            if odd or part.tag not in _HOLDERS:
                yield part.tag if part.tag in _BLOCKS and not odd else "", part.text(), part
            else:
                yield from part.blocks()


class Page(HTMLParser):
    """What a reader sees of a page, and where it links to. site: the folder or address it was read from, if known."""

    def __init__(self, address, whole, site=None):
        super().__init__()
        self.address, self.site, self.links = address, site, []
        self.root = self._open = Node()
        self.feed(whole)
        self.text = self.root.text()

    def handle_starttag(self, tag, attrs):
        one = Node(tag, attrs, self._open)
        self._open.parts.append(one)
        self._open = self._open if tag in _EMPTY else one
        self.links += [urllib.parse.urljoin(self.address, value) for name, value in attrs if name == "href" and value]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        one = self._open
        while one.above is not None and one.tag != tag:
            one = one.above
        self._open = one.above or self._open

    def handle_data(self, data):
        self._open.parts.append(data)

    def proof(self):
        """Return (address of the log, path of the proof in it). Raises Wrong where the page has none."""
        found = [link for link in self.links if "/proof/" in link and link.endswith(".tlog-proof")]
        if not found:
            raise Wrong("page_unproved")
        log, _, rest = found[0].rpartition("/proof/")
        return log, f"proof/{rest}"

    def fetch(self, link):
        """Return the bytes that a link of the page leads to, None where there are none."""
        if self.site is not None and not self.site.remote:
            path = urllib.parse.urlsplit(link).path
            return self.site.read(path[path.find("/s/") + 1 :])
        folder, _, name = link.rpartition("/")
        return Files(folder).read(name)

    def shows(self, payload, entry):
        """Return whether what was entered for readers stands on this very page, cell by cell, and nothing beside it.

        payload: None where it was withdrawn; then nothing of it may be there. Raises Wrong for a field's other name.
        """
        notice, answer = self._frame("notice-version"), self._frame("exchange-whole")
        if payload is None:
            return not self._cells(notice)
        path = page_path(payload)
        if path and f"/{path}" not in f"{self.address}/":
            return False
        if "figure" in payload:
            return self._figure(payload)
        if "slot" in payload:
            return self._notice(notice, payload, entry) if "content" in payload else not self._cells(notice)
        if "question" in payload:
            return self._answer(answer, payload)
        there = "power" not in payload or f"/powers/{payload['power']}/" in f"{self.address}/"
        return there and payload.get("sha256", "") in self.text

    def _frame(self, name):
        """Return what can be read in the first frame of a kind: the newest version is shown first."""
        frame = next(self.root.all("section", name), None)
        return list(frame.blocks()) if frame is not None else []

    def _cells(self, frame):
        return [tag for tag, _, _ in frame if tag in _CELLS or tag in ("", "li")]

    def _figure(self, payload):
        end = f"/figures/{payload['figure']}.json"
        found = [link for link in self.links if link.endswith(end)]
        file = self.fetch(found[0]) if found else None
        return (hashlib.sha256(file).hexdigest() if file is not None else "") == payload["sha256"]

    def _notice(self, frame, payload, entry):
        """Compare a notice: its number, when it hangs, its fields and rows in their order, its files, its mark."""
        wanted = _lines(json.loads(payload["content"]), payload.get("words"))
        cells, after = frame[2 : 2 + len(wanted)], frame[2 + len(wanted) :]
        if [tag for tag, _, _ in frame[:2]] != ["h2", "p"] or len(cells) != len(wanted) or not after:
            return False
        (_, title, _), (_, hung, _) = frame[:2]
        (tag, mark, _), files = after[-1], after[:-1]
        if files and files[0][0] == "h3" and files[0][1] in ("附件", "Files"):
            del files[0]
        return (
            re.findall(r"\d+", title) == [str(payload["version"])]
            and _hangs(hung, payload, read_leaf(entry))
            and all(_is_said(*cell[:2], *one) for cell, one in zip(cells, wanted, strict=True))
            and self._files(files, payload)
            and (tag, mark) == ("p", f"SHA-256 {payload['sha256']}")
        )

    def _files(self, lines, payload):
        """Return whether exactly these files went out with the content, and are what lies behind their links."""
        whole = hashlib.sha256(payload["content"].encode())
        for tag, text, line in lines:
            link = next(line.all("a"), None) if tag == "li" else None
            name = link.attributes.get("download") or "" if link else ""
            said = re.fullmatch(rf"{re.escape(_plain(name))} [\d.,]+ \S+ SHA-256 ([0-9a-f]{{64}})", text)
            if not said:
                return False
            file = self.fetch(urllib.parse.urljoin(self.address, link.attributes.get("href") or ""))
            if file is None or hashlib.sha256(file).hexdigest() != said[1]:
                return False
            whole.update(b"\0" + name.encode() + b"\0" + said[1].encode())
        return whole.hexdigest() == payload["sha256"]

    def _answer(self, frame, payload):
        """Compare an exchange: what was asked, answered, found and put right, by whom, and no word more."""
        said = {key: re.escape(_plain(value)) for key, value in payload.items() if isinstance(value, str)}
        wanted = [said.get("asked", "")]
        if "answer" in said:
            wanted.append(f"{said.get('answered_as', '')} {_DAY} {said['answer']}")
        if "review" in said:
            found = f"{said.get('reviewed_as', '')} {_DAY} {_FOUND[payload.get('upheld')]} {said['review']}"
            wanted.append(f"{found} {_RIGHT}{said['put_right']}" if "put_right" in said else found)
        quotes = [text for tag, text, _ in frame if tag == "blockquote"]
        others = [(tag, text) for tag, text, _ in frame if tag != "blockquote"]
        return (
            len(quotes) == len(wanted)
            and all(re.fullmatch(one, text) for one, text in zip(wanted, quotes, strict=True))
            and all(tag == "p" and any(re.fullmatch(one, text) for one in _ABOUT) for tag, text in others)
        )


def page_path(payload):
    """Return the address, from the site on, of the page that shows what an entry says; "" where no one page does."""
    unit, staff = payload.get("unit"), payload.get("audience") == "staff"
    found = [
        f"s/{unit}/{part}/{payload[key]}/"
        for key, part in (("slot", "calendar"), ("question", "answers"), ("figure", "figures"))
        if unit and not staff and payload.get(key)
    ]
    return found[0] if found else ""


def _hangs(text, payload, said):
    """Return whether a page says when a notice hangs: since the day it was entered, never shorter than was entered."""
    days = _days(text)
    day = (datetime.fromisoformat(said["at"].removesuffix("Z")) + timedelta(hours=8)).date().isoformat()  # China's
    frame = re.sub(_DAY, "{}", text)
    return frame in HUNG and days[0] == day and (len(days) == 1 or days[1] >= payload["ends_on"])


def _lines(content, words):
    """Return what a page shows of a content, in order: (tag, the texts that are right there)."""
    lines, tables = _told(content, words)
    return lines + tables


def _told(content, words):
    lines, tables = [], []
    for key, value in content.items():
        if value in ("", [], None):
            continue
        if isinstance(value, dict):
            more, further = _told(value, words)
            lines, tables = lines + more, tables + further
        elif isinstance(value, list) and all(isinstance(row, dict) for row in value):
            heads = list(dict.fromkeys(name for row in value for name in row))
            tables += [("caption", _names(key, words))] if key != "rows" else []
            tables += [("th", _names(name, words)) for name in heads]
            tables += [("td", _values(name, row.get(name, ""))) for row in value for name in heads]
        else:
            lines += [("dt", _names(key, words)), ("dd", _values(key, value))]
    return lines, tables


def _is_said(tag, text, wanted, words):
    """Return whether a cell is what was entered. Raises Wrong for the name of a field: programs may call it anew."""
    if tag == wanted and tag not in ("td", "dd") and words is not None and text not in words:
        raise Wrong("label_changed", was=" / ".join(sorted(words)), now=text)
    return tag == wanted and (words is None or text in words)


def _names(key, words):
    """Return what a field is called, None where it was not entered."""
    if words is None:
        return None
    return {_plain(one) for one in words.get(key, (key,))} | ({"明细", "Line by line"} if key == "rows" else set())


def _values(key, value):
    if isinstance(value, list):
        return {_plain(sign.join(map(str, value))) for sign in ("、", ", ")}
    if key.endswith("_fen") and isinstance(value, int):
        whole = f"{abs(value) // 100:,}.{abs(value) % 100:02}"
        return {f"{'-' * (value < 0)}{whole}元", f"{'-' * (value < 0)}¥{whole}"}
    return {_plain(value)}


def page_at(address, key, policy):
    """Check a page as its readers see it; return (place, size, witnesses, a key of SAID). Raises Wrong."""
    whole = Files(address).read("")
    if whole is None:
        raise Unreadable(address)
    page = Page(address, whole.decode())
    log, path = page.proof()
    files = Files(log)
    text, head = files.need(path).decode(), Note(files.need("checkpoint").decode())
    place = int(text.split("\n", 2)[1].removeprefix("index "))
    number, at = divmod(place, WIDTH)
    width = dict(tile_widths(0, head.size))[number]
    tile = tile_path("entries", number, width)
    entry = unbundled(files.need(tile), width, tile)[at]
    place, size, signed = proof_of(text, entry, key, policy)
    said = read_leaf(entry) or {}
    payload, how = said.get("payload"), "same"
    if "commitment" in said:
        whole = files.read(numbered("content", place, ".json"))
        payload = opened(said, whole) if whole else None
        how = "same" if whole else withdrawn_by(files, place, entry, key, policy, head)
        if how is None:
            raise Wrong("content_missing", place=place)
        if whole and payload is None:
            raise Wrong("content_changed", place=place)
    if not page.shows(payload, entry):
        raise Wrong("page_changed", path=address, place=place)
    if payload and how == "same" and not {"content", "asked"} & payload.keys():
        how = "sealed" if "audience" in payload else "marked"
    return place, size, signed, how


def _moment(text):
    """Return a leaf's time as POSIX seconds, None for one that states none."""
    try:
        return datetime.fromisoformat(text.removesuffix("Z") + "+00:00").timestamp()
    except (AttributeError, TypeError, ValueError):
        return None


def _clock(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed(places):
    shown = ", ".join(str(place) for place in places[:10])
    return f"{shown} … ({len(places)})" if len(places) > 10 else shown


# --- what an earlier run kept -----------------------------------------------------------------------------------


def load_state(folder, origin):
    """Return what an earlier run kept of this log, None before the first."""
    path = _state_path(folder, origin)
    if not path.exists():
        return None
    kept = json.loads(path.read_text("utf-8"))
    return {**kept, "leaves": path.with_suffix(".leaves").read_bytes()[: kept["size"] * HASH]}


def save_state(folder, check, state):
    """Keep this run's head and leaves for the next; the file that counts is written last."""
    path = _state_path(folder, check.key.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    heads = sorted({*(state["heads"] if state else ()), check.note.size})
    kept = {"origin": check.key.name, "size": check.note.size, "heads": heads}
    _put(path.with_suffix(".leaves"), check.tree.leaves)
    _put(path, json.dumps({**kept, "note": check.files.read("checkpoint").decode()}, ensure_ascii=False).encode())


def _state_path(folder, origin):
    return Path(folder) / f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"


def _put(path, content):
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, path)


# --- for people -------------------------------------------------------------------------------------------------


def run_log(options, say):
    """Check a log; return (exit code, result)."""
    check = Check(Files(options.log), options.key, options.policy, say)
    state = load_state(options.state, options.key.name) if options.state else None
    try:
        check.head()
        check.leaves()
        check.compare(state)
        check.history()
        check.others([(where, Path(where).read_text("utf-8")) for where in options.other])
        check.contents()
        check.dates()
        if not options.skip_proofs:
            check.proofs()
        if options.site:
            check.pages(Files(options.site))
        for where in options.witness_state:
            check.witness_state(Path(where).name, Path(where).read_text("utf-8"))
        if options.journal:
            check.journal(Path(options.journal).read_text("utf-8").split("\n"))
        check.fresh(options.max_age)
    except Wrong as wrong:
        check.wrong(wrong.code, **wrong.facts)
    if options.state and not check.found:
        save_state(options.state, check, state)
    size = check.note.size if hasattr(check, "note") else 0
    result = {
        "ok": not check.found,
        "size": size,
        "signed": len(check.signed),
        "first": bool(options.state) and not state,
    }
    result |= {"waiting": check.waiting, "late": check.late}
    result["findings"] = [{"code": code, **facts} for code, facts in check.found]
    return (WRONG if check.found else WELL), result


def run_page(options, say):
    """Check a page at its address, or its proof without the log; return (exit code, result)."""
    try:
        if options.leaf is None:
            place, size, signed, how = page_at(options.proof, options.key, options.policy)
        else:
            text, entry, how = Path(options.proof).read_text("utf-8"), Path(options.leaf).read_bytes(), ""
            place, size, signed = proof_of(text, entry, options.key, options.policy)
    except Wrong as wrong:
        return WRONG, {"ok": False, "findings": [{"code": wrong.code, **wrong.facts}]}
    except (ValueError, KeyError, IndexError, TypeError):
        return WRONG, {"ok": False, "findings": [{"code": "proof_wrong", "place": "?"}]}
    return WELL, {"ok": True, "place": place, "size": size, "signed": signed, "page": how, "findings": []}


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="lianjing-verify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    log, page = (
        modes.add_parser("log", help="核对整个日志 / check a whole log"),
        modes.add_parser("page", help="核对一页 / check one page"),
    )
    log.add_argument("log", help="日志的地址或文件夹 / address or folder of the log")
    log.add_argument("--state", help="记住本次结果的文件夹 / folder that remembers this run for the next")
    log.add_argument(
        "--other", action="append", default=[], metavar="FILE", help="别人手中的检查点 / a checkpoint that others hold"
    )
    log.add_argument(
        "--witness-state", action="append", default=[], metavar="FILE", help="见证人的状态文件 / what a witness keeps"
    )
    log.add_argument("--journal", metavar="FILE", help="导出的内部日志 / an exported journal")
    log.add_argument("--site", help="网页所在的地址或文件夹 / address or folder of the pages")
    log.add_argument("--skip-proofs", action="store_true", help="不逐条核对证明文件 / do not read each proof file")
    log.add_argument(
        "--max-age", type=float, default=0, metavar="HOURS", help="检查点最旧几小时 / how old the head may be"
    )
    page.add_argument("proof", help="网页地址，或 .tlog-proof 文件 / address of the page, or a .tlog-proof")
    page.add_argument("leaf", nargs="?", help="该页的条目（JSON）/ the page's entry (JSON)")
    for one in (log, page):
        one.add_argument(
            "--key", required=True, type=_key, help="日志公钥或其文件 / the log's public key, or a file with it"
        )
        one.add_argument("--policy", type=_policy, default=Policy(), metavar="FILE", help="见证规则 / witness policy")
        one.add_argument(
            "--lang", choices=("zh", "en"), default="en" if os.environ.get("LANG", "").startswith("en") else "zh"
        )
        one.add_argument("--json", action="store_true")
        one.add_argument("--quiet", action="store_true", help="不显示进度 / no progress")
    return parser.parse_args(arguments)


def _key(text):
    return Key(Path(text).read_text("utf-8") if Path(text).is_file() else text)


def _policy(path):
    try:
        return Policy(Path(path).read_text("utf-8"))
    except (OSError, ValueError, IndexError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _progress(done, total):
    sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def main(arguments=None):
    """Run the program; return its exit code."""
    options = _options(arguments)
    which = 0 if options.lang == "zh" else 1
    say = _progress if sys.stderr.isatty() and not options.quiet else lambda done, total: None
    try:
        code, result = {"log": run_log, "page": run_page}[options.mode](options, say)
    except (Unreadable, OSError) as error:
        print(SAID["unreadable"][which].format(why=error), file=sys.stderr)
        return UNREADABLE
    for finding in result["findings"]:
        finding["words"] = WORDS[finding["code"]][which].format(**finding)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return code
    for finding in result["findings"]:
        print(f"✗ {finding['words']}")
    if not options.policy.witnesses:
        print(SAID["no_policy"][which])
    if result.get("first") and result["ok"]:
        print(SAID["first"][which])
    for remark in ("waiting", "late"):
        if result.get(remark):
            print(SAID[remark][which].format(**result))
    if result.get("page"):
        print(SAID[result["page"]][which])
    kind = "page" if options.mode == "page" and result["ok"] else "well" if result["ok"] else "wrong"
    print(SAID[kind][which].format(count=len(result["findings"]), **result))
    return code


if __name__ == "__main__":
    sys.exit(main())
