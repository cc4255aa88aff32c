"""The `portal` command."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from portal.accounts.actions.invitations import create_user
from portal.accounts.rules import DEMO_ADDRESSES, DEMO_PASSWORD
from portal.catalogue.actions import create_region
from portal.catalogue.imports.pdok import files_of
from portal.catalogue.models import Municipality, Region
from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate as apply_migrations
from portal.database.transactions import committed
from portal.demo.fill import fill, is_filled
from portal.demo.year.replay import Plan, replay
from portal.importing.imports import KINDS, Result, run_import
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound, NotValid, PortalError
from portal.serving import configure_logs, serve
from portal.settings import settings
from portal.socialmap.imports.feeds import (
    Outcome,
    Wanted,
    import_services,
    is_address,
    services_at,
    services_of,
)
from portal.socialmap.imports.tabular import as_file
from portal.socialmap.index import publications
from portal.spreadsheets.reading import content_of
from portal.worker import run_until_signal

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="beschikbaarheidswijzer")
def main() -> None:
    """The Beschikbaarheidswijzer: wait times and capacity of regional social support.

    \b
    Try it with invented data:        portal demo
    A real installation, in order:    portal migrate
                                      portal region create Westfriesland
                                      portal user create NAME ADDRESS ROLE ORGANISATION
                                      portal import lots percelen.xlsx --region westfriesland
                                      portal run

    Settings come from the environment: DATABASE_URL (sqlite://var/portal.db by default, or
    postgres://user:password@host/database), PORTAL_BASE_URL, PORTAL_SMTP_HOST and the others
    that docs/operations.md lists.
    """  # noqa: D301  \b keeps click from joining the lines
    configure_logs()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option(
    "--worker/--no-worker",
    default=True,
    show_default=True,
    help="Also send mails and reminders from this process. Use --no-worker beside `portal worker`.",
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes answer requests, one per core at most; only with PostgreSQL.",
)
def run(host: str, port: int, *, worker: bool, processes: int) -> None:
    """Serve the portal. Migrate first: an old schema stops the start."""
    serve(host, port, with_worker=worker, processes=processes)


@main.command()
def worker() -> None:
    """Send mails and reminders, until SIGTERM. Several may run at once on PostgreSQL."""
    asyncio.run(run_until_signal(settings().database_url))


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema. Safe to repeat, and to run twice at once."""
    applied = _in_database(lambda: apply_migrations(settings().database_url))
    click.echo("\n".join(f"applied {name}" for name in applied) or "nothing to do")


@main.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--fill-only", is_flag=True, help="Fill the database and stop.")
@click.option("--year", is_flag=True, help="Let people use the portal for a year, and stop.")
@click.option("--seed", default=1, show_default=True, help="By which chances the year passes.")
def demo(port: int, *, fill_only: bool, year: bool, seed: int) -> None:
    """Migrate, fill an empty database with invented data once, and serve it with its worker.

    With --year an empty database is filled by a simulated year that ends today: every change goes
    through the portal's own actions, workers are killed on the way, and at the end all of it is
    compared with a naive model; a difference gives exit code 1. Serve it afterwards with
    `portal demo`.
    """
    _become_demo(port)
    if year:
        raise SystemExit(_in_database(lambda: _lived_through(seed)))
    filled = _in_database(_migrated_and_filled)
    click.echo("The demo is filled." if filled else "The demo was filled before.")
    if fill_only:
        return
    accounts = "\n".join(f"  {address}" for address in DEMO_ADDRESSES)
    click.echo(
        f"\nhttp://127.0.0.1:{port}\n\nSign in with password {DEMO_PASSWORD} as\n{accounts}\n"
    )
    serve("127.0.0.1", port, with_worker=True)


@main.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("name")
@click.argument("address")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("organisation")
def user_create(name: str, address: str, role: str, organisation: str) -> None:
    """Invite a person: prints a link, valid for seven days, on which they choose a password.

    ORGANISATION is the name of the provider, access team, municipality or region.

    Example: portal user create "Rik Jansen" rik@regio.example region_manager Westfriesland
    """
    link = _in_database(
        lambda: committed(lambda: create_user(address, name, Role(role), organisation))
    )
    click.echo(link)


@main.group()
def region() -> None:
    """Regions: municipalities that buy support together."""


@region.command("create")
@click.argument("name")
def region_create(name: str) -> None:
    """Begin a new region; its municipalities, lots and products come with `portal import`.

    Example: portal region create Westfriesland
    """
    made = _in_database(lambda: committed(lambda: create_region(name)))
    click.echo(f"{made.name} is known as {made.slug}")


@main.group("import")
def importing() -> None:
    """Read files and feeds of others into a region."""


def _import_of(kind: str) -> click.Command:
    """The command for one kind of spreadsheet."""

    @click.command(kind, help=f"{KINDS[kind].title}. {IMPORT_HELP}")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @REGION
    @click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
    @click.option(
        "--only-good", is_flag=True, help="Write the good rows even where others are faulty."
    )
    def command(file: Path, slug: str, *, dry_run: bool, only_good: bool) -> None:
        result = _in_database(
            lambda: _imported(kind, content_of(file), slug, dry_run=dry_run, only_good=only_good)
        )
        _tell(result, only_good=only_good)

    return command


IMPORT_HELP = """Import a CSV or XLSX FILE into a region.

Nothing is written when a row has a fault, unless --only-good. The same file again changes
nothing. Templates with an explanation of each column stand at /importeren/.
"""
REGION = click.option(
    "--region", "slug", required=True, help="Slug of the region, such as westfriesland."
)
for _kind in KINDS:
    importing.add_command(_import_of(_kind))


@importing.command("pdok")
@REGION
@click.option(
    "--municipality", "codes", multiple=True, help="Code such as GM0405; else all of the region."
)
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
def import_pdok(slug: str, codes: tuple[str, ...], *, dry_run: bool) -> None:
    """Take municipalities, and places with their postcodes, from PDOK Locatieserver.

    PORTAL_LOCATIESERVER_URL says where it is. Read again, it changes only what moved.

    Example: portal import pdok --region westfriesland --municipality GM0405
    """
    for result in _in_database(lambda: _from_pdok(slug, codes, dry_run=dry_run)):
        click.echo(f"{result.preview.kind.title}:")
        _tell(result, only_good=False)


async def _from_pdok(slug: str, codes: Sequence[str], *, dry_run: bool) -> list[Result]:
    region_id = await _region_id(slug)
    known = await Municipality.filter(region_id=region_id).order_by("code")
    wanted = list(codes) or [one.code for one in known]
    address = settings().locatieserver_url
    if not address or not wanted:
        raise NotValid("Geef PORTAL_LOCATIESERVER_URL op, en de codes van de gemeenten.")
    files = await files_of(address, wanted)
    return [
        await run_import(kind, content, region_id=region_id, dry_run=dry_run)
        for kind, content in files.items()
    ]


def _tell(result: Result, *, only_good: bool) -> None:
    for fault in result.preview.faults:
        click.echo(f"regel {fault.line}, {fault.column or 'hele regel'}: {fault.reason}", err=True)
    counts = result.preview.counts
    click.echo(", ".join(f"{number} {what.label}" for what, number in counts.items() if number))
    click.echo(f"{result.written} geschreven" if result.applied else "niets geschreven")
    if result.preview.faults and not only_good:
        raise SystemExit(1)


async def _imported(
    kind: str, content: bytes, slug: str, *, dry_run: bool, only_good: bool
) -> Result:
    region_id = await _region_id(slug)
    return await run_import(
        kind, content, region_id=region_id, dry_run=dry_run, only_good=only_good
    )


async def _region_id(slug: str) -> int:
    found = await Region.get_or_none(slug=slug)
    if found is None:
        raise NotFound(f"Er is geen regio {slug}. Maak haar met: portal region create")
    return found.id


@importing.command("hsds")
@click.argument("feed")
@REGION
@click.option("--source", default="", help="Name of the source, where the file is called anew.")
@click.option("--theme", default="", help="Theme (slug) where a service names none that we know.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option(
    "--only-good", is_flag=True, help="Take over the good ones even if others are faulty."
)
@click.option("--end-many", is_flag=True, help="Also when more than half has left the source.")
@click.option("--allow-private", is_flag=True, help="The address may lie in your own network.")
def import_hsds(feed: str, slug: str, **chosen: Any) -> None:
    """Take facilities over from FEED: an address (HSDS 3.x), a JSON file or a zip of CSV tables.

    Read again, it changes what changed there and ends what is gone there; all of it or nothing.

    Example: portal import hsds https://gids.example/hsds/v3 --region westfriesland
    """
    outcome = _in_database(lambda: _taken_over(feed, slug, chosen))
    for entry in outcome.faulty:
        click.echo(f"{entry.name or entry.uid}: {'; '.join(entry.faults)}", err=True)
    for why, number in outcome.skipped.items():
        click.echo(f"{number} overgeslagen: {why}")
    click.echo(
        f"{outcome.new} nieuw, {outcome.changed} gewijzigd, {outcome.unchanged} ongewijzigd, "
        f"{outcome.ended} beëindigd, {len(outcome.faulty)} met een fout"
    )
    click.echo("geschreven" if outcome.applied else "niets geschreven")
    if outcome.faulty and not chosen["only_good"]:
        raise SystemExit(1)


async def _taken_over(feed: str, slug: str, chosen: Mapping[str, Any]) -> Outcome:
    wanted = Wanted(
        region_id=await _region_id(slug),
        source=(chosen["source"] or (feed if is_address(feed) else Path(feed).name))[:200],
        usual_theme=chosen["theme"],
        dry_run=chosen["dry_run"],
        only_good=chosen["only_good"],
        may_end_many=chosen["end_many"],
    )
    if is_address(feed):
        services = await services_at(feed, allow_private=chosen["allow_private"])
    else:
        services = services_of(Path(feed))
    return await import_services(services, wanted)


@main.group()
def export() -> None:
    """Write files for others."""


@export.command("hsds")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@REGION
def export_hsds(file: Path, slug: str) -> None:
    """Write the social map of a region as FILE: .json, or .zip for a package of CSV tables.

    It holds what the public pages tell, and nothing more.
    """
    services = _in_database(lambda: _published(slug))
    file.write_bytes(as_file(services, tabular=file.suffix == ".zip"))
    click.echo(f"{len(services)} diensten geschreven")


async def _published(slug: str) -> list[dict[str, Any]]:
    await _region_id(slug)
    found = await publications(settings().base_url.rstrip("/"), today=today())
    return [record for one in found if one.slug == slug for record in one.services()]


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("program", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(program: str | None, arguments: tuple[str, ...]) -> None:
    """Run a measuring PROGRAM of the source tree's bench folder; without one, list them."""
    programs = {path.stem: path for path in sorted(Path("bench").glob("[!_]*.py"))}
    if program is None or program not in programs:
        click.echo("Programs: " + (", ".join(programs) or "none here; run it in a checkout"))
        return
    # As a module: so it finds this checkout's code, and its neighbours in the folder.
    raise SystemExit(subprocess.call([sys.executable, "-m", f"bench.{program}", *arguments]))  # noqa: S603


def _become_demo(port: int) -> None:
    os.environ.setdefault("PORTAL_DEMO", "true")
    os.environ.setdefault("PORTAL_DEVELOPMENT", "true")
    os.environ.setdefault("PORTAL_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("PORTAL_MAIL_DIRECTORY", "var/mail")
    settings.cache_clear()


async def _migrated_and_filled() -> bool:
    await apply_migrations(settings().database_url)
    if await is_filled():
        return False
    await committed(lambda: fill(today()))
    return True


async def _lived_through(seed: int) -> int:
    await apply_migrations(settings().database_url)
    year, differences = await replay(settings().database_url, Plan(seed=seed), click.echo)
    done = "".join(f"  {number:6} {what}\n" for what, number in sorted(year.did.items()))
    click.echo(f"What was done:\n{done}")
    click.echo("\n".join(differences) or "Everything is as the model says.")
    return 1 if differences else 0


def _in_database(work: Callable[[], Awaitable[T]]) -> T:
    async def connected() -> T:
        await connect(settings().database_url)
        try:
            return await work()
        finally:
            await disconnect()

    try:
        return asyncio.run(connected())
    except PortalError as error:
        raise click.ClickException(error.message) from error
