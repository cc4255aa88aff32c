"""The provider's desk in a browser: seeing, confirming, changing, undoing."""

import re
from typing import Any, cast

from lxml import html

from portal.availability.actions import reports
from portal.availability.models import Confirmation, Report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Channel, Days, Figures, Statement, Status
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.htmx import same, swapped

FOUR_WEEKS = Statement(
    figures=Figures(
        status=Status.WAITLIST, intake=Days(7, 14), start=Days(14, 28), places_free=0, waiting=7
    ),
    remark="Wij bellen binnen een week",
)
NO_PLACE = Statement(figures=Figures(status=Status.NO_CAPACITY))


async def told(actor: Actor, offering_id: int, statement: Statement = FOUR_WEEKS) -> Row:
    """This actor reports these figures on the screen."""
    seen = (await row_for(actor, offering_id)).report_id
    return await reports.report(actor, offering_id, statement, seen=seen, channel=Channel.SCREEN)


def parsed(page: str) -> Any:
    return cast(Any, html).document_fromstring(page)


async def form_at(browser: Browser, path: str) -> dict[str, str]:
    """The fields of the row's form as the browser would send them."""
    (form,) = parsed((await browser.get(path)).text).xpath('//form[contains(@class, "row-form")]')
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


async def in_place(browser: Browser, path: str, row: int, **values: Any) -> str:
    """What htmx swaps in for a row after this form, redirects followed."""
    page = await browser.get("/hulp/")
    (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
    answer = await browser.post(
        path,
        data={"csrf_token": token, **values},
        headers={
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Target": f"li#row-{row}",
        },
        follow_redirects=True,
    )
    assert "<html" not in answer.text, "htmx got a whole page instead of the row"
    return answer.text


def after_swap(page: str, row: int, fragment: str) -> str:
    """The page after htmx swapped the row, and the parts that come out of band."""
    for part in parsed(f"<main>{fragment}</main>").xpath("//main/*"):
        name = part.attrib.pop("data-hx-swap-oob", None) and part.get("id")
        page = swapped(
            page, name or f"row-{row}", cast(Any, html).tostring(part, encoding="unicode")
        )
    return page


async def test_sanne_sees_all_of_her_offerings(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    page = (await (await browser.sign_in(cast.sanne)).get("/aanbieder/")).text
    assert "1 van 2 actueel" in page
    assert "1 is nog niet ingevuld" in page
    assert "Alles klopt nog (1)" in page
    assert "2 tot 4 weken" in page
    assert "Hoorn en Medemblik, thuis" in page
    assert "Gewijzigd vandaag door Sanne de Wit" in page


async def test_the_desk_groups_by_location_when_asked(cast: Cast, browser: Browser) -> None:
    page = (await (await browser.sign_in(cast.sanne)).get("/aanbieder/?groep=locatie")).text
    assert re.search(r"<h2[^>]*>De Lindehof, Hoorn</h2>", page)
    assert f"/aanbieder/aanbod/{cast.linde_dag.id}/wijzigen/?groep=locatie" in page


async def test_only_providers_have_a_desk(cast: Cast, browser: Browser) -> None:
    assert (await browser.get("/aanbieder/")).status_code == 303
    for stranger in (cast.noor, cast.rik, cast.mila, cast.otto):
        assert (await (await browser.sign_in(stranger)).get("/aanbieder/")).status_code == 404


async def test_a_provider_finds_no_form_for_another_providers_row(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.aisha)
    for page in ("", "wijzigen/"):
        path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/{page}"
        assert (await browser.get(path)).status_code == 404
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    assert (await browser.send_form(path, status="capacity")).status_code == 404


async def test_one_press_confirms_all_that_was_filled_in(cast: Cast, browser: Browser) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.daan)
    answer = await browser.send_form("/aanbieder/bevestiging/", rows=f"{row.id}:{row.report_id}")
    assert answer.status_code == 303
    page = (await browser.get("/aanbieder/")).text
    assert "1 regel bevestigd." in page
    assert "Bevestigd vandaag door Daan Vos" in page


async def test_a_row_that_changed_meanwhile_is_named_and_not_confirmed(
    cast: Cast, browser: Browser
) -> None:
    home, day = (
        await told(cast.sanne, cast.linde_thuis.id),
        await told(cast.sanne, cast.linde_dag.id),
    )
    await told(cast.sanne, cast.linde_thuis.id, NO_PLACE)
    await browser.sign_in(cast.daan)
    seen = f"{home.id}:{home.report_id},{day.id}:{day.report_id}"
    await browser.send_form("/aanbieder/bevestiging/", rows=seen)
    page = (await browser.get("/aanbieder/")).text
    assert "1 regel bevestigd. Niet bevestigd" in page
    assert "Begeleiding basis, Hoorn en Medemblik, thuis" in page


async def test_nonsense_confirms_nothing(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    for nonsense in ("", "1", "1:x", f"{cast.linde_thuis.id}:1:2"):
        answer = await browser.send_form("/aanbieder/bevestiging/", rows=nonsense)
        assert answer.status_code == 422
    assert await Confirmation.filter(unchanged=True).count() == 0


async def test_a_changed_wait_is_saved_told_and_undone(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    fields = await form_at(browser, path)
    assert (fields["start-low"], fields["start-high"], fields["start-unit"]) == ("2", "4", "weeks")
    answer = await browser.send_form(path, **fields | {"start-low": "6", "start-high": ""})
    assert answer.headers["location"].endswith(f"#row-{cast.linde_thuis.id}")
    page = (await browser.get(answer.headers["location"])).text
    assert "Opgeslagen. Consulenten zien dit nu." in page
    saved = await row_for(cast.sanne, cast.linde_thuis.id)
    assert saved.statement
    assert saved.statement.figures.start == Days(42, 42)
    assert "Ongedaan maken" in page
    await browser.send_form(
        f"/aanbieder/aanbod/{saved.id}/ongedaan/", rows=f"{saved.id}:{saved.report_id}"
    )
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == FOUR_WEEKS


async def test_saving_without_a_change_confirms_and_says_so(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    await browser.send_form(path, **await form_at(browser, path))
    assert (
        "U hebt niets gewijzigd. De cijfers zijn bevestigd."
        in (await browser.get("/aanbieder/")).text
    )
    assert await Report.all().count() == 1


async def test_what_was_typed_stays_when_it_is_not_right(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    answer = await browser.send_form(
        path,
        status="capacity",
        places_free="0",
        waiting="veel",
        remark="Bel 0229 123456",
    )
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.text
    assert "Er is een probleem" in answer.text
    assert 'value="veel"' in answer.text
    assert "Hier staat een telefoonnummer in" in answer.text
    assert await Report.all().count() == 0


async def test_saving_in_place_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    row = cast.linde_thuis.id
    await browser.sign_in(cast.sanne)
    before = (await browser.get("/aanbieder/")).text
    path = f"/aanbieder/aanbod/{row}/wijzigen/"
    fields = await form_at(browser, path) | {"waiting": "9"}
    fragment = await in_place(browser, path, row, **fields)
    assert "Opgeslagen. Consulenten zien dit nu." in fragment
    reloaded = (await browser.get(f"/aanbieder/?opgeslagen={row}")).text
    swap = after_swap(before, row, fragment)
    flashes = re.compile(r'<div id="flashes".*?</div>\s*(?=<div class="page-head)', re.DOTALL)
    assert same(flashes.sub("", swap), flashes.sub("", reloaded))


async def test_the_form_in_place_is_the_form_of_the_page(cast: Cast, browser: Browser) -> None:
    row = cast.linde_thuis.id
    await browser.sign_in(cast.sanne)
    fragment = await browser.get(
        f"/aanbieder/aanbod/{row}/wijzigen/",
        headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"li#row-{row}"},
    )
    assert fragment.text.strip().startswith("<li")
    assert f'data-hx-target="#row-{row}"' in fragment.text


async def test_the_second_writer_sees_both_versions_and_chooses(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.daan)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    fields = await form_at(browser, path) | {"waiting": "12"}
    await told(cast.sanne, cast.linde_thuis.id, NO_PLACE)
    answer = await browser.send_form(path, **fields)
    assert answer.status_code == 409
    assert "Sanne de Wit heeft dit net aangepast." in answer.text
    assert (await row_for(cast.daan, cast.linde_thuis.id)).statement == NO_PLACE
    (seen,) = re.findall(r'name="seen" type="hidden" value="(\d+)"', answer.text)
    await browser.send_form(path, **fields | {"seen": seen})
    row = await row_for(cast.daan, cast.linde_thuis.id)
    assert row.statement
    assert row.statement.figures.waiting == 12


async def test_a_colleagues_confirmation_is_no_conflict(cast: Cast, browser: Browser) -> None:
    row = await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.daan)
    path = f"/aanbieder/aanbod/{row.id}/wijzigen/"
    fields = await form_at(browser, path) | {"waiting": "12"}
    assert row.report_id
    await reports.confirm(cast.sanne, {row.id: row.report_id}, channel=Channel.MAIL)
    assert (await browser.send_form(path, **fields)).status_code == 303


async def test_figures_for_one_municipality_are_added_without_losing_anything(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    path = f"/aanbieder/aanbod/{cast.linde_thuis.id}/wijzigen/"
    typed = {"status": "waitlist", "start-low": "4", "start-unit": "weeks", "remark": "Vol"}
    answer = await browser.send_form(path, **typed, add=str(cast.hoorn.id), action="add")
    assert answer.status_code == 200
    assert "In Hoorn" in answer.text
    assert ">Vol</textarea>" in answer.text.replace("\r\n", "")
    local = {
        "local-0-municipality": str(cast.hoorn.id),
        "local-0-status": "no_capacity",
        "local-0-start-unit": "weeks",
    }
    answer = await browser.send_form(path, **typed, **local)
    row = await row_for(cast.sanne, cast.linde_thuis.id)
    assert row.statement
    assert row.statement.local == {cast.hoorn.id: Figures(status=Status.NO_CAPACITY)}
    again = await form_at(browser, path)
    answer = await browser.send_form(path, **again, remove=str(cast.hoorn.id))
    assert "In Hoorn" not in answer.text


async def test_rik_reports_by_phone_on_behalf_of_de_linde(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    path = f"/regio/aanbod/{cast.linde_thuis.id}/wijzigen/"
    assert "U vult dit in namens De Linde (telefonisch)" in (await browser.get(path)).text
    answer = await browser.send_form(path, status="waitlist", waiting="4")
    page = (await browser.get(answer.headers["location"])).text
    assert "telefonisch, via de regio" in page
    assert (await browser.get(path.replace("regio", "aanbieder"))).status_code == 404
    await browser.sign_in(cast.sanne)
    assert (await browser.get(path)).status_code == 404


async def test_the_desk_asks_as_much_of_the_database_for_forty_as_for_one(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    await browser.get("/aanbieder/")  # opens the connection
    with counted_queries() as few:
        await browser.get("/aanbieder/")
    contract = await cast.linde_dag.contract
    for _ in range(38):
        offering = await make.an_offering(
            contract, cast.dagbesteding, location=await make.a_location(cast.linde, cast.hoorn)
        )
        await told(cast.sanne, offering.id)
    with counted_queries() as many:
        page = await browser.get("/aanbieder/")
    assert page.text.count('class="row-card"') == 40
    assert len(many.statements) == len(few.statements)
