"""Who gives the services: providers with a contract, and owners of facilities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.availability.rules.row import Row
from portal.socialmap.rules.guide import Item
from portal.socialmap.rules.hsds.parts import phones, web_address
from portal.socialmap.rules.hsds.publishing import Publishing, Record, told
from portal.socialmap.rules.hsds.services import organization_uid, owner, provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How residents reach a provider."""

    phone: str
    email: str
    website: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """An organisation, and the number of the provider that it is; an owner is none."""

    uid: str
    name: str
    provider_id: int | None
    record: Record


def givers_of(items: Iterable[Item], to: Publishing) -> list[Giver]:
    """Everybody whose services these are, by name."""
    found: dict[str, Giver] = {}
    for item in items:
        uid = organization_uid(item, to)
        if uid not in found:
            found[uid] = _giver(uid, item, to)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.uid))


def _giver(uid: str, item: Item, to: Publishing) -> Giver:
    if isinstance(item, Row):
        return Giver(
            uid=uid,
            name=item.provider.name,
            provider_id=item.provider.id,
            record=provider(item, to),
        )
    return Giver(uid=uid, name=item.owner.name, provider_id=None, record=owner(item, to))


def organization(giver: Giver, reached: Mapping[int, Reach], to: Publishing) -> Record:
    """The organisation with how one reaches it."""
    reach = reached.get(giver.provider_id) if giver.provider_id is not None else None
    if reach is None:
        return giver.record
    return told(
        {
            **giver.record,
            "email": reach.email,
            "website": web_address(reach.website),
            "phones": phones(to, "organization", giver.uid, [(reach.phone, "")]),
        }
    )
