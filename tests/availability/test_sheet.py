"""The spreadsheet round trip: what is downloaded comes back as it was, or as it was changed."""

import io
import re
from html import unescape
from typing import Any

from openpyxl import load_workbook

from portal.availability.actions import reports
from portal.availability.models import Confirmation, Report
from portal.availability.queries import row_for
from portal.availability.rules.figures import Basis, Channel, Days, Figures, Statement, Status
from portal.availability.rules.row import Row
from portal.kernel.actor import Actor
from tests.browser_client import TOKEN, Browser
from tests.cast import Cast

UPLOAD = "/aanbieder/uploaden/bestand/"
FOUR_WEEKS = Statement(
    figures=Figures(
        status=Status.WAITLIST,
        intake=Days(7, 14),
        start=Days(10, 28),
        basis=Basis.MEASURED,
        waiting=7,
        weekly_free=12.25,
        half_days={"ma_o": 2},
    ),
    remark="Wij bellen binnen een week",
)


async def told(actor: Actor, offering_id: int, statement: Statement = FOUR_WEEKS) -> Row:
    seen = (await row_for(actor, offering_id)).report_id
    return await reports.report(actor, offering_id, statement, seen=seen, channel=Channel.SCREEN)


async def downloaded(browser: Browser) -> Any:
    """The workbook as Excel opens it."""
    answer = await browser.get("/aanbieder/downloaden/")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    return load_workbook(io.BytesIO(answer.content))


def cell_of(workbook: Any, offering_id: int, title: str) -> Any:
    sheet = workbook["Beschikbaarheid"]
    titles = [cell.value for cell in sheet[1]]
    line = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == offering_id)
    return line[titles.index(title)]


async def uploaded(browser: Browser, workbook: Any) -> Any:
    out = io.BytesIO()
    workbook.save(out)
    return await sent(browser, out.getvalue())


async def sent(browser: Browser, content: bytes, name: str = "cijfers.xlsx") -> Any:
    found = TOKEN.search((await browser.get("/hulp/")).text)
    assert found
    return await browser.post(
        UPLOAD, data={"csrf_token": found.group(1)}, files={"file": (name, content)}
    )


async def applied(browser: Browser, preview: str, *, confirm: bool = True) -> str:
    """Press the button under the preview; the sentence on the next page."""
    (rows,) = re.findall(r'name="rows" type="hidden" value="([^"]*)"', preview)
    values = {"rows": unescape(rows)} | ({"confirm": "y"} if confirm else {})
    await browser.send_form("/aanbieder/uploaden/", **values)
    return (await browser.get("/aanbieder/")).text


async def test_a_changed_cell_is_shown_first_and_then_saved(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await told(cast.sanne, cast.linde_dag.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Wachtenden").value = 9
    preview = (await uploaded(browser, workbook)).text
    assert "1 regel gewijzigd, 1 ongewijzigd" in preview
    assert "<strong>9</strong>" in preview
    assert await Report.all().count() == 2
    desk = await applied(browser, preview)
    assert "1 regel gewijzigd, 1 bevestigd. Consulenten zien dit nu." in desk
    row = await row_for(cast.sanne, cast.linde_thuis.id)
    assert row.statement
    assert row.statement.figures.waiting == 9
    assert row.statement.figures.half_days == {"ma_o": 2}
    assert row.confirmed
    assert row.confirmed.channel is Channel.UPLOAD


async def test_the_same_file_changes_nothing_and_confirms_only_when_asked(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    preview = (await uploaded(browser, await downloaded(browser))).text
    assert "0 regels gewijzigd, 1 ongewijzigd" in preview
    await applied(browser, preview, confirm=False)
    assert await Confirmation.filter(unchanged=True).count() == 0
    await applied(browser, preview)
    assert await Confirmation.filter(unchanged=True).count() == 1
    assert await Report.all().count() == 1


async def test_csv_makes_the_same_round_trip(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    content = (await browser.get("/aanbieder/downloaden/?vorm=csv")).content
    assert "12,25" in content.decode("utf-8-sig")
    assert "1 ongewijzigd" in (await sent(browser, content, "cijfers.csv")).text


async def test_rows_that_a_colleague_changed_are_told_and_not_overwritten(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Wachtenden").value = 9
    no_place = Statement(figures=Figures(status=Status.NO_CAPACITY))
    await told(cast.daan, cast.linde_thuis.id, no_place)
    preview = (await uploaded(browser, workbook)).text
    assert "Intussen gewijzigd" in preview
    assert 'name="rows"' not in preview
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == no_place


async def test_a_colleague_who_writes_between_preview_and_saving_is_not_overwritten(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Wachtenden").value = 9
    preview = (await uploaded(browser, workbook)).text
    no_place = Statement(figures=Figures(status=Status.NO_CAPACITY))
    await told(cast.daan, cast.linde_thuis.id, no_place)
    desk = await applied(browser, preview)
    assert "Niet opgeslagen, want net door een collega gewijzigd" in desk
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == no_place


async def test_faulty_cells_are_named_by_line_column_and_reason(
    cast: Cast, browser: Browser
) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await told(cast.sanne, cast.linde_dag.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Start tot").value = "zes"
    cell_of(workbook, cast.linde_thuis.id, "Opmerking").value = "Bel 0229 123456"
    cell_of(workbook, cast.linde_dag.id, "Wachtenden").value = 2
    preview = (await uploaded(browser, workbook)).text
    assert "Regel 2" in preview
    assert "‘zes’ is geen getal" in preview
    assert "hier staat een telefoonnummer in" in preview
    desk = await applied(browser, preview)
    assert "1 regel gewijzigd, 0 bevestigd." in desk
    assert (await row_for(cast.sanne, cast.linde_thuis.id)).statement == FOUR_WEEKS


async def test_another_providers_row_is_refused(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Regel").value = cast.anker_thuis.id
    assert "dit aanbod is niet van u" in (await uploaded(browser, workbook)).text


async def test_a_remark_that_looks_like_a_formula_stays_text(cast: Cast, browser: Browser) -> None:
    hostile = Statement(
        figures=Figures(status=Status.CAPACITY), remark='=HYPERLINK("http://kwaad.example")'
    )
    await told(cast.sanne, cast.linde_thuis.id, hostile)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell = cell_of(workbook, cast.linde_thuis.id, "Opmerking")
    assert (cell.data_type, cell.value) == ("s", hostile.remark)
    csv = (await browser.get("/aanbieder/downloaden/?vorm=csv")).content
    assert b"'=HYPERLINK" in csv
    assert "1 ongewijzigd" in (await sent(browser, csv, "cijfers.csv")).text


async def test_a_formula_in_the_file_is_a_fault(cast: Cast, browser: Browser) -> None:
    await told(cast.sanne, cast.linde_thuis.id)
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    cell_of(workbook, cast.linde_thuis.id, "Wachtenden").value = "=1+1"
    assert "bevat een formule" in (await uploaded(browser, workbook)).text


async def test_a_row_that_was_never_filled_in_may_stay_so_or_be_filled_in(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    assert "0 regels gewijzigd, 0 ongewijzigd" in (await uploaded(browser, workbook)).text
    cell_of(workbook, cast.linde_thuis.id, "Beschikbaarheid").value = "Geen plaats"
    await applied(browser, (await uploaded(browser, workbook)).text)
    row = await row_for(cast.sanne, cast.linde_thuis.id)
    assert row.statement == Statement(figures=Figures(status=Status.NO_CAPACITY))


async def test_a_file_that_cannot_be_read_is_explained(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    for content in (b"", b"%PDF-1.7", b"Naam;Plaats\nA;B\n", b"PK\x03\x04 xl/ kapot"):
        answer = await sent(browser, content)
        assert answer.status_code == 422
        assert "Er is een probleem" in answer.text


async def test_only_providers_have_a_sheet(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.noor)
    for path in ("/aanbieder/downloaden/", "/aanbieder/uploaden/"):
        assert (await browser.get(path)).status_code == 404
    assert (await sent(browser, b"x")).status_code == 404


async def test_tampered_rows_are_refused(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    for tampered in ("", "geen json", "{}", "[1]", '[["Regel"], ["x"]]'):
        answer = await browser.send_form("/aanbieder/uploaden/", rows=tampered)
        assert answer.status_code == 422


async def test_the_workbook_explains_itself(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.sanne)
    workbook = await downloaded(browser)
    sheet = workbook["Beschikbaarheid"]
    assert sheet.freeze_panes == "F2"
    assert sheet.column_dimensions["B"].hidden
    assert any("Wachtlijst" in rule.formula1 for rule in sheet.data_validations.dataValidation)
    assert "Uitleg" in workbook.sheetnames
