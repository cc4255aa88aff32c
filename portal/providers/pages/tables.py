"""What several pages of providers show alike."""

from collections.abc import Iterable
from typing import Any, Final

from starlette.requests import Request

from portal.catalogue.queries import found
from portal.kernel.actor import Actor, Role
from portal.kernel.dates import dutch_date
from portal.providers.models import Contract, Provider
from portal.providers.queries import providers_visible_to

PROVIDERS: Final = "/regio/aanbieders/"
CONTRACTS: Final = "/regio/contracten/"


def for_manager(actor: Actor, href: str) -> str:
    """A way to change something; the inspector gets none."""
    return href if actor.has(Role.REGION_MANAGER) else ""


async def provider_of(request: Request, actor: Actor) -> Provider:
    """The provider that the address names. Raises NotFound."""
    return await found(providers_visible_to(actor), request.path_params["provider"])


def trail_of(provider: Provider, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The path to a page under a provider."""
    home = f"{PROVIDERS}{provider.id}/"
    return [("Aanbieders", PROVIDERS), (provider.name, home), *rest]


def municipality_names(parts: Iterable[Any]) -> str:
    """The municipalities of these parts, by name; none means all."""
    return ", ".join(sorted(part.municipality.name for part in parts)) or "alle gemeenten"


def subcontract_state(contract: Contract) -> str:
    """Main contractor, or what the region said of this subcontractor."""
    if contract.main_contract is None:
        return "hoofdaannemer"
    decision = contract.approval.decision if contract.approval else None
    words = decision.label if decision else "wacht op uw besluit"
    return f"onderaannemer van {contract.main_contract.number}: {words}"


def term(contract: Contract) -> str:
    """From when until when."""
    return f"{dutch_date(contract.starts_on)} tot en met {dutch_date(contract.ends_on)}"
