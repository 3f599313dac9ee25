#!/usr/bin/env python3
"""Witness a public log of Lianjing: sign its heads only while it grows and rewrites nothing. c2sp.org/tlog-witness.

    lianjing-witness init group07.example.edu ~/witness      make a key; prints the line for the county's policy
    lianjing-witness trust ~/witness VKEY                     watch this log
    lianjing-witness serve ~/witness --port 8901              sign what the log sends (POST …/add-checkpoint)
    lianjing-witness sign ~/witness request.txt answer.txt    the same from file to file, by USB stick
    lianjing-witness show ~/witness                           print the newest heads, for the wall and the minutes

The folder holds the key and, for each log, the last head signed. Never copy an old state back: a witness that forgets
is none. A head whose time lies ahead of this computer's clock, or before the last one signed, is refused; by how much
clocks may differ stands in the file `policy` here (`tolerance 900`, in seconds; without it 900).
Exit codes: 0 done; 1 refused, and why; 2 wrong use.
"""

import argparse
import base64
import binascii
import fcntl
import hashlib
import os
import sys
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import lianjing_verify as verify

DONE, REFUSED, USAGE = 0, 1, 2
LONGEST = 100_000  # bytes of a request
MOST_HASHES = 63
SECRET = "PRIVATE+KEY+"
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
WORDS = {
    200: ("已核对并签名", "checked and signed"),
    400: ("请求不合格式", "the request is not one"),
    403: ("不是该日志的密钥签名", "the log's key did not sign this"),
    404: ("不认识这个日志", "this log is not watched here"),
    409: ("与本见证人上次签到的不一致", "not what this witness signed last"),
    422: (
        "证明不成立，拒绝签名：日志可能改写了历史",
        "the proof does not hold; not signed: the log may have rewritten history",
    ),
    "time": (
        "检查点的时间晚于本机时钟，或早于上次签过的：请先看两边的时钟，未签名",
        "the head's time is ahead of this clock, or before the last one signed: look at both clocks; not signed",
    ),
    500: ("本见证人的状态文件被改过，停止签名", "this witness's own state was changed: it signs nothing"),
}


class Refused(Exception):
    """The witness does not sign. `status` is the protocol's, `body` its answer, `words` says it to people."""

    def __init__(self, status, body="", kind=TEXT, words=None):
        self.words = words or WORDS[status]
        super().__init__(self.words[1])
        self.status, self.body, self.kind = status, body or f"{self.words[1]}\n", kind


class Witness:
    """A witness's folder: its key, the logs it watches, the last head of each that it signed."""

    def __init__(self, folder):
        self.folder = Path(folder)
        text = (self.folder / "witness.key").read_text("utf-8").strip()
        name, _, rest = text.removeprefix(SECRET).partition("+")
        data = base64.b64decode(rest.partition("+")[2], validate=True)
        self.private = Ed25519PrivateKey.from_private_bytes(data[1:])
        self.key = verify.Key(_public_text(name, self.private))
        self.tolerance = _tolerance(self.folder / "policy")

    def logs(self):
        """Return the keys of the logs watched, by origin."""
        path = self.folder / "logs"
        lines = path.read_text("utf-8").split("\n") if path.exists() else []
        keys = [verify.Key(line) for line in lines if line.strip()]
        return {name: [key for key in keys if key.name == name] for name in {key.name for key in keys}}

    def add_checkpoint(self, body, now):
        """Return the signature line for a request, or raise Refused. The new head is on the disk before it returns."""
        old, proof, note = _request(body)
        keys = self.logs().get(note.origin)
        if keys is None:
            raise Refused(404)
        try:
            signed = note.times(keys)
        except (ValueError, binascii.Error):
            signed = {}
        if not signed:
            raise Refused(403)
        if old > note.size:
            raise Refused(400)
        if note.time > now + self.tolerance:
            raise Refused(422, words=WORDS["time"])
        with self._locked(note.origin) as path:
            self._compare(self._state(path), old, proof, note, body)
            line = self._line(note.text, now)
            _put(path, f"{note.text}\n{_log_lines(note, keys)}{line}".encode())
        return line

    def _compare(self, seen, old, proof, note, body):
        """Refuse unless the new head continues the last one signed; keep what proves that the log misbehaved."""
        size, root = (seen.size, seen.root) if seen else (0, b"")
        if old != size:
            raise Refused(409, f"{size}\n", SIZE)
        if old == note.size and old and root != note.root:
            self._evidence(body, note, seen)
            raise Refused(409)
        good = verify.consistent(old, note.size, root, note.root, proof) if old else not proof
        if not good:
            self._evidence(body, note, seen)
            raise Refused(422)
        if seen and note.time < seen.time - self.tolerance:
            raise Refused(422, words=WORDS["time"])

    def heads(self):
        """Yield the last head signed of each log watched, None for one not signed yet."""
        for origin in sorted(self.logs()):
            yield origin, self._state(self._path(origin))

    def _state(self, path):
        """Return the last head signed. Its own signature vouches for it: a state that was changed ends the signing."""
        if not path.exists():
            return None
        try:
            note = verify.Note(path.read_text("utf-8"))
            good = self.key in note.times([self.key])
        except (ValueError, binascii.Error):
            good = False
        if not good:
            raise Refused(500)
        return note

    def _path(self, origin):
        return self.folder / "state" / f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.note"

    @contextmanager
    def _locked(self, origin):
        """Hold the state of one log: comparing and keeping are one step, whoever else asks."""
        path = self._path(origin)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield path

    def _line(self, text, now):
        signature = self.private.sign(f"cosignature/v1\ntime {now}\n{text}".encode())
        data = base64.b64encode(self.key.id + now.to_bytes(8, "big") + signature).decode()
        return f"\u2014 {self.key.name} {data}\n"

    def _evidence(self, body, note, seen):
        """Keep both heads, once: signed by the log, they prove against it. Anybody may send them with a false proof."""
        before = f"{_whole(seen)}\n" if seen else ""
        name = hashlib.sha256(f"{before}{note.text}".encode()).hexdigest()[:16]
        path = self.folder / "evidence" / f"{name}.txt"
        if not path.exists():
            _put(path, f"{before}{body.decode(errors='replace')}".encode())


def _tolerance(path):
    """Return by how many seconds clocks may differ. Raises ValueError for a policy that says anything else."""
    lines = path.read_text("utf-8").split("\n") if path.exists() else []
    found = verify.TOLERANCE
    for words in (line.split() for line in lines if line.strip() and not line.startswith("#")):
        if len(words) != 2 or words[0] != "tolerance" or not words[1].isdecimal():
            raise ValueError(f"policy: {' '.join(words)}")
        found = int(words[1])
    return found


def _whole(note):
    return f"{note.text}\n" + "".join(f"{line}\n" for line in note.lines)


def _request(body):
    try:
        head, blank, whole = body.decode().partition("\n\n")
        first, *lines = head.split("\n")
        proof = [base64.b64decode(line, validate=True) for line in lines]
        old, note = int(first.removeprefix("old ")), verify.Note(whole)
        good = blank and first == f"old {old}" and old >= 0 and len(proof) <= MOST_HASHES
        good = good and all(len(one) == verify.HASH for one in proof)
    except ValueError:
        good = False
    if not good:
        raise Refused(400)
    return old, proof, note


def _log_lines(note, keys):
    known = {(key.name, key.id) for key in keys}
    found = []
    for line in note.lines:
        _, name, data = line.split(" ")
        if (name, base64.b64decode(data)[:4]) in known:
            found.append(f"{line}\n")
    return "".join(found)


def _public_text(name, private):
    data = bytes([verify.WITNESS_KEY]) + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    id_ = hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8]
    return f"{name}+{id_}+{base64.b64encode(data).decode()}"


def _put(path, content):
    """Write a file whole, on the disk and under its name, before anything is answered."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# --- commands ---------------------------------------------------------------------------------------------------


def init(options, which):
    folder = Path(options.folder)
    if not options.name or "+" in options.name or any(sign.isspace() for sign in options.name):
        print(("名称不能有空格或加号", "no spaces and no plus in a name")[which], file=sys.stderr)
        return REFUSED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = Ed25519PrivateKey.generate()
    public = _public_text(options.name, private)
    secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    data = base64.b64encode(bytes([verify.WITNESS_KEY]) + secret).decode()
    id_ = public.split("+")[1]
    try:
        descriptor = os.open(folder / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(("这里已有密钥，不覆盖", "a key is here already; it is not overwritten")[which], file=sys.stderr)
        return REFUSED
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{SECRET}{options.name}+{id_}+{data}\n")
    print(f"witness {options.name.split('.')[0]} {public}")
    return DONE


def trust(options, which):
    key = verify.Key(options.key)
    path = Path(options.folder) / "logs"
    lines = path.read_text("utf-8") if path.exists() else ""
    if key.text not in lines.split("\n"):
        _put(path, f"{lines}{key.text}\n".encode())
    print(key.text)
    return DONE


def sign(options, which):
    try:
        line = Witness(options.folder).add_checkpoint(Path(options.request).read_bytes(), int(time.time()))
    except Refused as refused:
        print(f"{refused.status} {refused.words[which]} {refused.body if refused.kind == SIZE else ''}".strip())
        return REFUSED
    Path(options.answer).write_text(line, "utf-8")
    print(WORDS[200][which])
    return DONE


def show(options, which):
    witness = Witness(options.folder)
    print(f"{('见证人', 'Witness')[which]}: {witness.key.name}")
    for origin, note in witness.heads():
        if note is None:
            print(f"\n{origin}\n  {('尚未签名', 'nothing signed yet')[which]}")
            continue
        at = datetime.fromtimestamp(note.times([witness.key])[witness.key]).astimezone().strftime("%Y-%m-%d %H:%M %z")
        code = note.root.hex()
        print(f"\n{origin}\n  {('条目数', 'entries')[which]}: {note.size}\n  {('签名时间', 'signed')[which]}: {at}")
        print("  " + "\n  ".join(" ".join(code[at : at + 4] for at in range(row, row + 32, 4)) for row in (0, 32)))
    return DONE


class _Handler(BaseHTTPRequestHandler):
    protocol_version, server_version, sys_version = "HTTP/1.1", "witness", ""

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if not self.path.endswith("/add-checkpoint") or not 0 < length <= LONGEST:
            self.close_connection = True
            self._answer(400, TEXT, "")
            return
        try:
            line = self.server.witness.add_checkpoint(self.rfile.read(length), int(time.time()))
        except Refused as refused:
            self._answer(refused.status, refused.kind, refused.body)
        else:
            self._answer(200, TEXT, line)

    def do_GET(self):
        try:
            notes = [_whole(note) for _, note in self.server.witness.heads() if note]
        except Refused as refused:
            self._answer(refused.status, refused.kind, refused.body)
        else:
            self._answer(200, TEXT, "\n".join(notes))

    def _answer(self, status, kind, body):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve(options, which):
    server = ThreadingHTTPServer((options.bind, options.port), _Handler)
    server.witness = Witness(options.folder)
    print(f"http://{options.bind}:{server.server_port}", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve_forever()
    return DONE


def main(arguments=None):
    """Run the program; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="lianjing-witness", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    english = os.environ.get("LANG", "").startswith("en")
    parser.add_argument("--lang", choices=("zh", "en"), default="en" if english else "zh")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name) for name in ("init", "trust", "serve", "sign", "show")}
    made["init"].add_argument("name")
    for one in made.values():
        one.add_argument("folder")
    made["trust"].add_argument("key")
    made["serve"].add_argument("--bind", default="127.0.0.1")
    made["serve"].add_argument("--port", type=int, default=8901)
    made["sign"].add_argument("request")
    made["sign"].add_argument("answer")
    options = parser.parse_args(arguments)
    run = {"init": init, "trust": trust, "serve": serve, "sign": sign, "show": show}[options.command]
    try:
        return run(options, 0 if options.lang == "zh" else 1)
    except Refused as refused:
        print(refused.words[0 if options.lang == "zh" else 1], file=sys.stderr)
        return REFUSED
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE


if __name__ == "__main__":
    sys.exit(main())
