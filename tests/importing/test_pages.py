"""The page to import a file: choose, look, apply."""

import io
import re
from typing import Any

import pytest
from httpx import Response

from portal.catalogue.models import Lot
from portal.importing.actions import keep_file
from portal.importing.models import ImportFile
from portal.importing.rules import KEPT_FOR
from portal.kernel.clock import now
from portal.spreadsheets.reading import read_table
from tests.browser_client import TOKEN, Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped
from tests.spreadsheets.files import csv_of

HEADER = "Perceel;Soort;Eerste dag;Laatste dag"
GOOD = csv_of(HEADER, "Nieuw;lokaal;01-07-2025;30-06-2029", "Begeleiding;;01-07-2025;30-06-2099")
MIXED = csv_of(HEADER, "Nieuw;lokaal;01-07-2025;30-06-2029", "Fout;rond;;30-06-2029")
FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]{64})"')


async def upload(browser: Browser, content: bytes, kind: str = "lots") -> Response:
    token = TOKEN.search((await browser.get("/hulp/")).text)
    return await browser.post(
        f"/importeren/{kind}/bestand/",
        data={"csrf_token": token.group(1) if token else ""},
        files={"file": ("percelen.csv", io.BytesIO(content))},
    )


async def apply(browser: Browser, path: str, **values: Any) -> Response:
    found = FINGERPRINT.search((await browser.get(path)).text)
    return await browser.send_form(
        f"{path}toepassing/", **{"fingerprint": found.group(1) if found else "", **values}
    )


async def test_only_the_region_manager_imports(cast: Cast, browser: Browser) -> None:
    file_id = await keep_file(cast.rik, "lots", "x.csv", GOOD)
    paths = ("/importeren/", "/importeren/lots/", f"/importeren/lots/voorbeeld/{file_id}/")
    for stranger in (cast.otto, cast.bo, cast.noor, cast.sanne):
        await browser.sign_in(stranger)
        for path in (*paths, "/importeren/lots/sjabloon.xlsx", "/importeren/lots/huidig.csv"):
            assert (await browser.get(path)).status_code == 404
        assert (await upload(browser, GOOD)).status_code == 404
    await browser.sign_in(cast.rik)
    for path in paths:
        assert (await browser.get(path)).status_code == 200
    assert (await browser.get("/importeren/onzin/")).status_code == 404


async def test_each_column_is_explained(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    assert "Toegangsteams" in (await browser.get("/importeren/")).text
    page = (await browser.get("/importeren/contracts/")).text
    for title in ("Contractnummer", "Bevestigen om de … dagen", "KvK-nummer of AGB-code"):
        assert title in page


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_the_filled_file_can_be_read_back(cast: Cast, browser: Browser, form: str) -> None:
    await browser.sign_in(cast.rik)
    answer = await browser.get(f"/importeren/lots/huidig.{form}")
    assert f'filename="percelen-huidig.{form}"' in answer.headers["content-disposition"]
    table = read_table(answer.content)
    assert [row.cells[0] for row in table.rows] == ["Begeleiding", "Dagbesteding"]
    assert (await browser.get(f"/importeren/lots/sjabloon.{form}")).status_code == 200
    assert (await browser.get("/importeren/lots/sjabloon.exe")).status_code == 404


async def test_rik_looks_first_and_then_applies(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    answer = await upload(browser, GOOD)
    path = answer.headers["location"]
    page = (await browser.get(path)).text
    assert "Toepassen (1)" in page
    assert "percelen.csv" in page
    assert not await Lot.exists(name="Nieuw")
    done = await apply(browser, path)
    assert done.headers["location"] == "/importeren/"
    assert "Percelen: 1 nieuw en 0 gewijzigd." in (await browser.get("/importeren/")).text
    assert await Lot.exists(name="Nieuw", region=cast.westfriesland)
    assert not await ImportFile.exists()
    assert (await browser.get(path)).status_code == 404


async def test_with_a_fault_only_the_good_rows_can_be_applied(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    path = (await upload(browser, MIXED)).headers["location"]
    page = (await browser.get(path)).text
    assert "<title>Fout: 1 regels met een fout" in page or "Fout: " in page
    assert "Alleen de goede regels toepassen (1)" in page
    assert "‘rond’ kan hier niet. Kies uit: regionaal, lokaal" in page
    refused = await apply(browser, path)
    assert refused.status_code == 409
    assert not await Lot.exists(name="Nieuw")
    await apply(browser, path, only_good="yes")
    assert await Lot.exists(name="Nieuw")


async def test_a_tab_with_htmx_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    path = (await upload(browser, MIXED)).headers["location"]
    before = (await browser.get(path)).text
    fragment = await get_fragment(browser, f"{path}?toon=gone", "lines")
    assert "Dagbesteding" in fragment
    reloaded = (await browser.get(f"{path}?toon=gone")).text
    assert same(swapped(before, "lines", fragment), reloaded)


async def test_a_file_that_cannot_be_read_says_why(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    for content, words in (
        (b"%PDF-1.7", "Dit is een PDF."),
        (csv_of("Perceel;Kleur", "a;b"), "Deze kolom kennen we niet: ‘Kleur’"),
        (b"", "Het bestand is leeg."),
    ):
        answer = await upload(browser, content)
        assert answer.status_code == 422
        assert words in answer.text
        assert "<title>Fout: " in answer.text
    nothing = await browser.send_form("/importeren/lots/bestand/")
    assert "Kies eerst een bestand." in nothing.text
    assert not await ImportFile.exists()


async def test_what_changed_meanwhile_is_shown_first(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    changed = csv_of(HEADER, "Begeleiding;lokaal;01-07-2025;30-06-2099")
    path = (await upload(browser, changed)).headers["location"]
    agreed = FINGERPRINT.search((await browser.get(path)).text)
    assert agreed
    await Lot.filter(name="Begeleiding").update(ends_on="2030-01-01")
    answer = await browser.send_form(f"{path}toepassing/", fingerprint=agreed.group(1))
    assert answer.status_code == 409
    assert "De gegevens zijn intussen veranderd." in answer.text
    assert (await Lot.get(name="Begeleiding")).kind.value == "regional"
    await apply(browser, path)
    assert (await Lot.get(name="Begeleiding")).kind.value == "local"


async def test_cancelling_forgets_the_file(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    path = (await upload(browser, GOOD)).headers["location"]
    await browser.send_form(f"{path}annulering/")
    assert not await ImportFile.exists()
    assert not await Lot.exists(name="Nieuw")


async def test_a_kept_file_expires_and_is_of_one_person(cast: Cast, browser: Browser) -> None:
    file_id = await keep_file(cast.rik, "lots", "x.csv", GOOD)
    path = f"/importeren/lots/voorbeeld/{file_id}/"
    await browser.sign_in(cast.rik)
    assert (await browser.get(f"/importeren/products/voorbeeld/{file_id}/")).status_code == 404
    await ImportFile.filter(id=file_id).update(uploaded_at=now() - KEPT_FOR)
    expired = await browser.get(path)
    assert expired.status_code == 404
    assert "Kies het opnieuw." in expired.text
    await upload(browser, GOOD)
    assert await ImportFile.all().count() == 1
