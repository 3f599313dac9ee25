"""The organisations of one release: what each is called in every table, how it is reached, which are suppliers."""

from typing import Any

from lianjing.engines.intake import identity
from lianjing.engines.intake.plain import text_of
from lianjing.engines.intake.refused import CellRefused
from lianjing.engines.intake.standards.gathered import Gathered

Sellers = dict[str, tuple[int, dict[str, Any]]]  # code → number of the document, cells of its row
_SELLING = frozenset({"supplier", "tenderer", "payee"})
_ADDRESS = ("streetAddress", "locality", "region", "postalCode", "countryName")


class Parties:
    """The organisations of one release by the id that its other parts use; in OCDS 1.0 they stand where they act."""

    def __init__(self, release: dict[str, Any], into: Gathered, number: int, sellers: Sellers) -> None:
        """sellers: gets every organisation of the release that sells and has a name, the first word on it holds."""
        self._into, self._number, self._sellers = into, number, sellers
        self._known: dict[str, dict[str, Any]] = {}
        parties = release.get("parties")
        for party in parties if isinstance(parties, list) else ():
            if not isinstance(party, dict):
                continue
            if said := into.id(party.get("id")):
                self._known.setdefault(said, party)
            roles = party.get("roles")
            if isinstance(roles, list) and _SELLING & {role for role in roles if isinstance(role, str)}:
                self._sell(party)

    def code(self, named: Any) -> str | None:
        """Return the code of an organisation that a part of the release names; None for one without id and name."""
        if not isinstance(named, dict):
            return None
        whole = self._whole(named)
        identifiers = [whole.get("identifier"), *_listed(whole.get("additionalIdentifiers"))]
        ids = [one.get("id") for one in identifiers if isinstance(one, dict)]
        for value in (*ids, named.get("id")):
            if code := _credit_code(value):
                return code
        said = (self._named_by(value) for value in (named.get("id"), *ids))
        return next(filter(None, said), None) or self._into.text(whole.get("name"), 60)

    def _named_by(self, value: Any) -> str | None:
        """Return an identifier as a name for its organisation; a resident's identity number is never one."""
        said = self._into.id(value)
        if said and _is_person(said):
            self._into.left_out["id_of_person"] += 1
            return None
        return said

    def codes(self, named: Any) -> list[str | None]:
        """Return the codes of the organisations of a list, each once; an organisation without any stands as None."""
        listed = [one for one in _listed(named) if isinstance(one, dict)]
        for one in listed:
            self._sell(one)
        found = [self.code(one) for one in listed]
        return list(dict.fromkeys(found))

    def reached(self, named: dict[str, Any]) -> dict[str, Any]:
        """Return phone, email and address of an organisation, in the columns' own words."""
        if not named:
            return {}
        self._sell(named)
        return self._contact(named)

    def _contact(self, named: dict[str, Any]) -> dict[str, Any]:
        whole = self._whole(named)
        contact, address = _object(whole.get("contactPoint")), _object(whole.get("address"))
        spoken = ", ".join(filter(None, (self._into.text(address.get(name), 200) for name in _ADDRESS)))
        return {
            "phone": _phone(contact.get("telephone")),
            "email": self._into.text(contact.get("email"), 100),
            "address": self._into.text(spoken, 200),
        }

    def _whole(self, named: dict[str, Any]) -> dict[str, Any]:
        """Return what the list of parties says of an organisation, with what stands at the place itself."""
        said = named.get("id")
        known = self._known.get(text_of(said), {}) if isinstance(said, (str, int)) else {}
        return {**known, **{name: value for name, value in named.items() if value not in (None, "", {}, [])}}

    def _sell(self, party: dict[str, Any]) -> None:
        if (code := self.code(party)) is None or code in self._sellers:
            return
        if name := self._into.text(self._whole(party).get("name"), 120):
            self._sellers[code] = (self._number, {"name": name, **self._contact(party)})


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []


def _credit_code(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return identity.credit_code(value)
    except CellRefused:
        return None


def _is_person(said: str) -> bool:
    try:
        identity.id_number(said)
    except CellRefused:
        return False
    return True


def _phone(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip() or len(value) > 40:
        return None
    try:
        return identity.phone(value)
    except CellRefused:
        return None
