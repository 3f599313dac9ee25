"""How much work a question costs: a fixed amount for one, more for each of many. Nobody is identified for it (B7).

Work is either a small computation of the browser, or, where no script runs, a wait during which nobody else's question
without script is taken at the same school. Both grow with how much was asked there in the last hour, by anybody: so one
phone that asks forty times pays for it, and so does a flood from many phones.
"""

import hashlib

WINDOW_SECONDS = 3600
FREE = 4  # questions an hour at one school that cost no more than the first
MOST_BITS = 24
MOST_WAIT = 600  # seconds
LIFE_SECONDS = 2 * 3600  # how long a task may be kept before it is handed in


def bits_needed(base: int, recent: int) -> int:
    """Return the bits of work for the next question at a school where `recent` were asked in the last hour."""
    return min(MOST_BITS, base + (max(0, recent - FREE) + 1) // 2)


def wait_needed(base: int, recent: int) -> int:
    """Return the seconds between two questions without script at one school, `recent` of them in the last hour."""
    return int(min(MOST_WAIT, base * 2 ** (max(0, recent - FREE) // 2)))


def proves(task: str, found: str, bits: int) -> bool:
    """Return whether SHA-256 of `task:found` begins with `bits` bits of zero. found: at most 20 figures."""
    if not (found.isascii() and found.isdecimal() and len(found) <= 20):
        return False
    digest = hashlib.sha256(f"{task}:{found}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def solve(task: str, bits: int) -> str:
    """Return what `proves`: what the browser computes, here for tests and for whoever writes a client."""
    found = 0
    while not proves(task, str(found), bits):
        found += 1
    return str(found)
