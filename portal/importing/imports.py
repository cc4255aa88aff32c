"""Importing a file of any kind: what would change, and then, when asked, the change itself."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tortoise.exceptions import IntegrityError

from portal.availability import imports as availability
from portal.catalogue import imports as catalogue
from portal.database.transactions import committed
from portal.journal.actions import record_change
from portal.kernel.actor import Actor
from portal.kernel.errors import NotFound, NotValid, PortalError
from portal.providers import imports as providers
from portal.spreadsheets.kinds import Kind, Known, Scope
from portal.spreadsheets.previews import Line, Outcome, Preview, preview
from portal.spreadsheets.reading import read_table
from portal.spreadsheets.tables import Table
from portal.transitions import imports as transitions
from portal.waitlists import imports as waitlists

KINDS: Final[Mapping[str, Kind[Any]]] = {
    kind.name: kind
    for kind in (
        *catalogue.KINDS,
        *providers.KINDS,
        *availability.KINDS,
        *waitlists.KINDS,
        *transitions.KINDS,
    )
}
"""Every kind of file, in the order in which they lean on each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an import would do or did: its preview, and how many rows were written."""

    preview: Preview
    written: int = 0
    applied: bool = False
    outdated: bool = False
    """The data changed since the preview that was agreed to, so nothing was written."""


async def run_import(  # noqa: PLR0913  what the command line and the page may choose
    kind: str,
    content: bytes,
    *,
    region_id: int,
    actor: Actor | None = None,
    dry_run: bool = False,
    only_good: bool = False,
    agreed: str = "",
) -> Result:
    """Import a file of this kind (a name in KINDS) into one region, in one transaction.

    Nothing is written when a row has a fault, unless `only_good`; with `agreed`, the fingerprint
    of a preview, nothing is written when the preview has become another. Raises FileRefused when
    the file cannot be read, NotValid when the database refuses a row.
    """
    found, scope = KINDS[kind], Scope(region_id=region_id, actor=actor)
    table = await asyncio.to_thread(read_table, content)
    if dry_run:
        return Result(preview=(await _compared(found, table, scope))[0])

    async def apply() -> Result:
        compared, known = await _compared(found, table, scope)
        if agreed and agreed != compared.fingerprint:
            return Result(preview=compared, outdated=True)
        if compared.faults and not only_good:
            return Result(preview=compared)
        return await _written(compared, known, scope)

    return await committed(apply)


def kind_called(name: str) -> Kind[Any]:
    """The kind with this name. Raises NotFound."""
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


async def rows_now(kind: Kind[Any], region_id: int) -> list[Any]:
    """The region's rows of this kind as a file would hold them."""
    known = await kind.load(Scope(region_id=region_id, actor=None))
    return [stored.row for stored in known.rows.values() if stored.local]


async def _compared(kind: Kind[Any], table: Table, scope: Scope) -> tuple[Preview, Known[Any]]:
    known = await kind.load(scope)
    return await asyncio.to_thread(preview, kind, table, known), known


async def _written(compared: Preview, known: Known[Any], scope: Scope) -> Result:
    lines = compared.to_write
    ids = [await _save(known.save, line) for line in lines]
    if ids:
        await _record(compared, scope, ids)
    return Result(preview=compared, written=len(ids), applied=True)


async def _save(save: Any, line: Line) -> int:
    try:
        return await save(line.row, line.id)
    except IntegrityError as error:
        raise _refused(line, "dit botst met wat al in het portaal staat.") from error
    except PortalError as error:
        raise _refused(line, error.message) from error


def _refused(line: Line, reason: str) -> NotValid:
    return NotValid(f"Regel {line.line} ({line.name}): {reason} Er is niets gewijzigd.")


async def _record(compared: Preview, scope: Scope, ids: Sequence[int]) -> None:
    counts = compared.counts
    await record_change(
        scope.actor,
        "file.imported",
        subject=compared.kind.subject,
        ids=ids,
        region_id=scope.region_id,
        new=counts[Outcome.NEW],
        changed=counts[Outcome.CHANGED],
        left_out=counts[Outcome.FAULTY],
    )
