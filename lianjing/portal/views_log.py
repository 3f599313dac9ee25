"""The public log for readers: how it stands, who signed it, how to check it; and its files as they are on the disk."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

import lianjing_verify
import lianjing_witness
from lianjing.access import public_log_files, public_log_keys, public_log_tree
from lianjing.ui.page import open_page

PROGRAMS = {"lianjing_verify.py": lianjing_verify, "lianjing_witness.py": lianjing_witness}
_NEVER_CHANGES = ("tile/", "proof/")


@open_page("public")
def log(request: HttpRequest) -> HttpResponse:
    """Show the head as it is printed at the gate, the witnesses by name, and how to check it all."""
    page = {"title": _("The public log"), "address": request.build_absolute_uri(), **standing()}
    return render(request, "portal/log.html", page)


@open_page("public")
def log_file(request: HttpRequest, path: str) -> HttpResponse:
    """Serve one file of the log, or one of the two programs that check it."""
    if path in PROGRAMS:
        return _served(Path(str(PROGRAMS[path].__file__)), path)
    folder = public_log_files.served()
    file = (folder / path).resolve()
    if folder.resolve() not in file.parents or not file.is_file() or file.name.startswith("."):
        raise Http404
    return _served(file, path)


def _served(file: Path, path: str) -> HttpResponse:
    kind = "application/octet-stream" if path.startswith("tile/") else "text/plain; charset=utf-8"
    kind = "application/json" if file.suffix == ".json" else kind
    response = HttpResponse(file.read_bytes(), content_type=kind)  # a tile is small: 8 KiB, a bundle a few times that
    kept = "public, max-age=31536000, immutable" if path.startswith(_NEVER_CHANGES) else "no-cache"
    response.headers["Cache-Control"] = kept
    return response


def standing() -> dict[str, Any]:
    """Return what the page of the log says: its size, its head, who signed it."""
    policy = public_log_keys.policy()
    row = public_log_tree.shown_checkpoint(policy)
    if row is None:
        return {"size": 0}
    code = bytes(row.root).hex()
    signed = public_log_tree.signed(row)
    known = list(policy.witnesses.values()) if policy else []
    signer = public_log_keys.signer()
    return {
        "size": row.size,
        "at": row.at,
        "rows": [[code[at : at + 4] for at in range(start, start + 16, 4)] for start in range(0, 64, 16)],
        "witnesses": [{"name": one.name, "signed": one.verifier.name in signed} for one in known],
        "quorum": policy is not None and public_log_tree.has_quorum(row, policy),
        "key": str(signer.verifier) if signer else "",
    }
