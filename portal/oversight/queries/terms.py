"""The terms of the contracts and lots of the actor's region."""

from portal.availability.rules.row import Named
from portal.catalogue.queries import lots_visible_to
from portal.kernel.actor import Actor
from portal.kernel.periods import Period
from portal.oversight.rules.terms import Agreed, Bought
from portal.providers.queries import contracts_visible_to


async def contracts_of(actor: Actor) -> list[Agreed]:
    """Every contract of the region."""
    return [
        Agreed(
            id=one.id,
            number=one.number,
            provider=Named(id=one.provider_id, name=one.provider.name),
            lot_id=one.lot_id,
            period=Period(one.starts_on, one.ends_on),
            is_main=one.main_contract_id is None,
        )
        for one in await contracts_visible_to(actor)
    ]


async def lots_of(actor: Actor) -> list[Bought]:
    """Every lot of the region."""
    return [
        Bought(
            id=lot.id,
            name=lot.name,
            period=Period(lot.starts_on, lot.ends_on),
            extension_years=tuple(lot.extension_years),
            max_providers=lot.max_providers,
        )
        for lot in await lots_visible_to(actor)
    ]
