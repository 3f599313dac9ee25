"""What follows from ties that others planted: whoever is tied to a firm may work on its procurements elsewhere too."""

from collections import defaultdict

from lianjing.county.plants.plot import Plot

_NO_STAKE = "employee"  # kin who only work for a firm


def worked_elsewhere(plot: Plot) -> None:
    """Say of each procurement with somebody at work who is tied to a firm that offered, whoever tied them, that it may
    be asked about: small schools borrow people, and a tie goes with them.
    """
    tied, bids = _tied(plot), plot["bids"].columns
    offered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for school, proc, firm in zip(bids["school_code"], bids["proc_no"], bids["bidder_code"], strict=True):
        offered[school, proc].add(firm)
    procs = plot["procurements"]
    for place in range(procs.length):
        row = procs.row(place)
        key = row["school_code"], row["proc_no"]
        hands = {row["handler_no"], row["requester_no"], *(row["judges"] or "").strip("|").split("|")}
        firms = offered[key] | {row["winner_code"]}
        if row["status"] != "cancelled" and any(firms & tied[hand] for hand in hands if hand in tied):
            plot.beside("M-CW-22", *key, "", "somebody tied to a firm that offered worked on this procurement")


def _tied(plot: Plot) -> dict[str, set[str]]:
    """Return the firms in which each of the staff, or declared kin of theirs, have a stake; by number or telephone."""
    people, staff, kin = (plot[name].columns for name in ("supplier_people", "staff_register", "staff_relations"))
    owners: dict[str, set[str]] = defaultdict(set)
    for firm, *signs in zip(people["credit_code"], people["id_no"], people["phone"], strict=True):
        for sign in signs:
            owners[sign].add(firm)
    found: dict[str, set[str]] = defaultdict(set)
    for hand, *signs in zip(staff["staff_no"], staff["id_no"], staff["phone"], strict=True):
        for sign in filter(None, signs):
            found[hand] |= owners.get(sign, set())
    columns = ("staff_no", "relative_id", "company_credit_code", "company_role")
    for hand, relative, firm, role in zip(*(kin[name] for name in columns), strict=True):
        if relative:
            found[hand] |= owners.get(relative, set())
        if firm and role != _NO_STAKE:
            found[hand].add(firm)
    return found
