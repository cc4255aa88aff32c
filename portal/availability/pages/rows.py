"""What pages that show a row of the desk have in common."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request

from portal.availability.queries.desk import editable_ids, undoable_by
from portal.availability.rules.desk import Desk, Grouping
from portal.kernel.actor import PROVIDER_ROLES, Actor, Role
from portal.kernel.clock import today
from portal.kernel.ids import as_id
from portal.web.page import Page
from portal.web.redirects import path_of
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class RowPage(Page):
    """Its block `row` holds one row of the desk, of which the element is called row-12 or so."""

    fragments: ClassVar[frozenset[str]] = frozenset({"row"})

    @classmethod
    def asked_for(cls, request: Request) -> str | None:
        """The row, by whatever number it is called."""
        return "row" if targeted_row(request) is not None else None


def reporter(request: Request) -> Actor:
    """Who reports figures: the provider on its desk, or the region under its own paths."""
    if request.scope["path"].startswith("/regio/"):
        return acting(request, Role.REGION_MANAGER)
    return acting(request, *PROVIDER_ROLES)


def is_region(actor: Actor) -> bool:
    """Whether the region fills this in for a provider that rang."""
    return actor.role is Role.REGION_MANAGER


def path_to(request: Request, actor: Actor, name: str, offering: int) -> str:
    """The path of an offering's page on the desk of this actor."""
    desk = "region_" if is_region(actor) else ""
    return path_of(request, f"availability:{desk}{name}", offering=offering)


def targeted_row(request: Request) -> int | None:
    """The offering whose row htmx wants to swap; None for a page or another fragment."""
    if request.headers.get("HX-Request-Type", "full") != "partial":
        return None
    number = request.headers.get("HX-Target", "").rpartition("#row-")[2]
    return as_id(number)


def grouping_of(request: Request) -> Grouping:
    """By what the reader groups the desk; anything unknown is by product."""
    asked = request.query_params.get("groep", "")
    return Grouping(asked) if asked in set(Grouping) else Grouping.PRODUCT


def number_in(request: Request, name: str) -> int | None:
    """A number in the address bar."""
    return as_id(request.query_params.get(name, ""))


async def desk_for(request: Request, actor: Actor) -> Desk:
    """The reader's desk: what may be edited, how it is grouped, what was saved just now."""
    saved = number_in(request, "opgeslagen")
    return Desk(
        today=today(),
        provider_id=actor.provider_id,
        editable=await editable_ids(actor),
        grouping=grouping_of(request),
        saved=saved,
        undoable=await undoable_by(actor, saved) if saved else None,
    )
