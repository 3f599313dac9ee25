"""A draw's inputs as the one text whose hash is announced."""

import hashlib
import json


def canonical(inputs: object) -> str:
    """Return published inputs as JSON with sorted keys and no spaces."""
    return json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def inputs_hash(inputs: object) -> str:
    """Return the SHA-256 of `canonical`, in UTF-8."""
    return hashlib.sha256(canonical(inputs).encode()).hexdigest()
