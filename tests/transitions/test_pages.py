"""The screens of a transition, from a new one to its report; who sees what of whom."""

import re
from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from portal.database.transactions import committed
from portal.journal.models import JournalEntry
from portal.kernel.clock import today
from portal.spreadsheets.writing import as_csv
from portal.transitions.actions.deciding import Wish, decide
from portal.transitions.actions.presenting import present
from portal.transitions.models import (
    Decision,
    Participant,
    Receiving,
    Releasing,
    RunningCare,
    TakeoverTalk,
    Transfer,
    TransferUndo,
    Transition,
    TransitionProduct,
)
from portal.transitions.rules.words import Choice
from portal.waitlists.models import Entry
from tests.browser_client import TOKEN, Browser
from tests.builders import a_contract, a_provider, an_offering
from tests.cast import Cast
from tests.transitions.stories import (
    care,
    cut_over,
    decided,
    executed,
    final,
    part_of,
    presented,
    reference_of,
    told,
)
from tests.waitlists.stories import registered

HOME = "/overgang/"
FINGERPRINT = re.compile(r'name="fingerprint" value="([^"]+)"')


async def test_rik_sets_one_up_on_the_screen(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    form = {
        "name": "De Linde stopt",
        "releasing": str(cast.linde.id),
        "cut_over_on": cut_over().isoformat(),
        "final_on": (cut_over() - timedelta(days=1)).isoformat(),
        "weeks": "13",
    }
    answer = await browser.send_form(f"{HOME}nieuw/", **form)
    assert answer.status_code == 422
    assert "ligt vóór" in answer.text
    assert "De Linde stopt" in answer.text
    answer = await browser.send_form(f"{HOME}nieuw/", **{**form, "final_on": final().isoformat()})
    transition = await Transition.get()
    here = f"{HOME}{transition.id}/"
    assert answer.headers["location"] == here
    added = {"offering": str(cast.anker_thuis.id), "places": "2"}
    assert (await browser.send_form(f"{here}ontvangen/", **added)).status_code == 303
    receiving = await Receiving.get()
    talk = {
        "releasing": str((await Releasing.get()).id),
        "receiving": str(receiving.id),
        "held_on": today().isoformat(),
        "clients": "3",
        "staff_fte": "1.5",
    }
    assert (await browser.send_form(f"{here}gesprek/", **talk)).status_code == 303
    assert await TakeoverTalk.all().count() == 1
    products = await TransitionProduct.all()
    terms = {f"weeks-{one.product_id}": "4" for one in products}
    days = {"cut_over_on": cut_over().isoformat(), "final_on": final().isoformat()}
    assert (await browser.send_form(f"{here}termijn/", **days, **terms)).status_code == 303
    assert {one.bridging_days for one in await TransitionProduct.all()} == {28}
    text = (await browser.get(here)).text
    assert "Het Anker: Begeleiding basis" in text
    assert "nog niemand verzameld" in text


async def test_the_was_wordt_list_on_the_screen(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    line = {
        "product": str(cast.begeleiding.id),
        "successor": str(cast.begeleiding.id),
        "municipality": "",
        "from_on": cut_over().isoformat(),
    }
    path = f"{HOME}was-wordt/"
    answer = await browser.send_form(f"{path}nieuw/", **line)
    assert answer.status_code == 422
    assert "zichzelf niet opvolgen" in answer.text
    answer = await browser.send_form(f"{path}nieuw/", **{**line, "successor": ""})
    assert answer.status_code == 303
    assert "geen nieuw product" in (await browser.get(path)).text


async def test_the_simulation_names_everybody_and_the_look_is_journalled(
    cast: Cast, browser: Browser
) -> None:
    story = await told(cast)
    await care(cast, story, "L-1")
    await care(cast, story, "L-2")
    await browser.sign_in(cast.rik)
    path = f"{HOME}{story.transition.id}/simulatie/"
    text = (await browser.get(path)).text
    assert "7 cliënten · 6 passen · 1 zonder plaats" in text
    for entry in (*story.hoorn, *story.medemblik):
        assert await reference_of(entry) in text
    assert "2 mensen hebben een eerdere aanmelddatum" in text
    assert "wordt ingehaald door" in text
    (seen,) = await JournalEntry.filter(action="transition.seen")
    assert len(seen.subject_ids) == 7
    sheet = await browser.get(f"{path}bestand/xlsx/")
    assert sheet.status_code == 200
    table = await browser.get(f"{path}bestand/csv/")
    assert len(table.text.splitlines()) == 7
    assert (await browser.get(f"{path}bestand/pdf/")).status_code == 404


async def test_noor_agrees_with_all_at_one_press_and_sees_only_her_own(
    cast: Cast, browser: Browser
) -> None:
    story = await presented(cast)
    await browser.sign_in(cast.noor)
    path = f"{HOME}{story.transition.id}/beslissen/"
    text = (await browser.get(path)).text
    for entry in story.hoorn:
        assert await reference_of(entry) in text
    for entry in story.medemblik:
        assert await reference_of(entry) not in text
    assert "Akkoord met alle voorstellen (3)" in text
    assert (await browser.send_form(path, besluit="alle")).status_code == 303
    assert await Decision.filter(choice=Choice.PROPOSAL).count() == 3
    other = await part_of(story, story.medemblik[0])
    stolen = {"besluit": "proposal", "wie": str(other.id)}
    assert (await browser.send_form(path, **stolen)).status_code == 404


async def test_another_decision_keeps_what_was_typed_when_something_misses(
    cast: Cast, browser: Browser
) -> None:
    story = await presented(cast)
    part = await part_of(story, story.hoorn[0])
    await browser.sign_in(cast.noor)
    path = f"{HOME}{story.transition.id}/beslissen/"
    form = {"besluit": "ander", "wie": str(part.id), "keuze": "close", "toelichting": "Na overleg"}
    answer = await browser.send_form(path, **form)
    assert answer.status_code == 422
    assert "Kies waarom u deze cliënt afsluit." in answer.text
    assert "Na overleg" in answer.text
    assert f'value="{part.id}" checked' in answer.text
    answer = await browser.send_form(path, **{**form, "afsluiten": "not_needed"})
    assert answer.status_code == 303
    assert (await Decision.get()).choice is Choice.CLOSE


async def test_a_batch_and_the_report_of_it(cast: Cast, browser: Browser) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    here = f"{HOME}{story.transition.id}/"
    await browser.sign_in(cast.rik)
    assert "Voer uit (3)" in (await browser.get(f"{here}uitvoeren/")).text
    for _ in range(2):  # the second finds nothing to do
        answer = await browser.send_form(f"{here}uitvoeren/{cast.hoorn.id}/")
        assert answer.status_code == 303
    assert await Transfer.all().count() == 3
    text = (await browser.get(f"{here}verslag/")).text
    assert "Van de 3 paren wisselde geen enkel van volgorde zonder samenvoeging." in text
    assert "WITH moved AS" in text
    assert "Terugdraaien" not in text
    table = await browser.get(f"{here}verslag/bestand/csv/")
    assert len(table.text.splitlines()) == 1 + await Participant.all().count()


async def test_noor_puts_one_client_back(cast: Cast, browser: Browser) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await executed(cast, story, cast.hoorn.id)
    part = await part_of(story, story.hoorn[0])
    assert part.done
    here = f"{HOME}{story.transition.id}/verslag/"
    undo = f"{here}{part.done.id}/terug/"
    await browser.sign_in(story.joris)
    assert (await browser.get(undo)).status_code == 404
    assert (await browser.send_form(undo, reason="Van een ander")).status_code == 404
    await browser.sign_in(cast.noor)
    assert "Terugdraaien" in (await browser.get(here)).text
    assert (await browser.send_form(undo, reason="")).status_code == 422
    assert (await browser.send_form(undo, reason="Bleef liever")).status_code == 303
    assert await TransferUndo.all().count() == 1
    assert "Teruggedraaid op" in (await browser.get(here)).text


async def test_a_municipality_and_an_inspector_read_and_change_nothing(
    cast: Cast, browser: Browser
) -> None:
    story = await presented(cast)
    await decided(story, cast.noor, *story.hoorn)
    await executed(cast, story, cast.hoorn.id)
    here = f"{HOME}{story.transition.id}/"
    await browser.sign_in(cast.mila)
    text = (await browser.get(f"{here}verslag/")).text
    assert await reference_of(story.hoorn[0]) in text
    assert await reference_of(story.medemblik[0]) not in text
    text = (await browser.get(f"{here}beslissen/")).text
    assert "Akkoord" not in text
    await browser.sign_in(cast.otto)
    assert "Voer uit" not in (await browser.get(f"{here}uitvoeren/")).text
    board = (await browser.get(f"{here}termijnen/")).text
    assert "Medemblik" in board
    assert "Hoorn" not in board.split("<tbody>")[1]


async def test_the_board_downloads_as_a_workbook(cast: Cast, browser: Browser) -> None:
    story = await presented(cast)
    await browser.sign_in(cast.rik)
    answer = await browser.get(f"{HOME}{story.transition.id}/termijnen/bestand/xlsx/")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Gemeente", "Hoorn", "Medemblik"]
    assert [row[5] for row in rows[1:]] == [3, 2]
    assert await Entry.all().count() == 7


async def test_a_second_provider_stops_in_the_same_transition(cast: Cast, browser: Browser) -> None:
    story = await told(cast)
    brug = await a_provider("De Brug")
    lot = await cast.begeleiding.lot
    offering = await an_offering(await a_contract(brug, lot), cast.begeleiding)
    await registered(cast, offering.id)
    here = f"{HOME}{story.transition.id}/"
    await browser.sign_in(cast.rik)
    path = f"{here}laten/"
    assert "De Brug" in (await browser.get(path)).text
    nothing = await browser.send_form(path, provider="", weeks="4")
    assert nothing.status_code == 422
    again = await browser.send_form(path, provider=str(cast.linde.id), weeks="4")
    assert (again.status_code, await Releasing.all().count()) != (303, 2), "it stops already"
    assert (await browser.send_form(path, provider=str(brug.id), weeks="4")).status_code == 303
    assert await Releasing.filter(provider_id=brug.id).exists()
    assert (await browser.send_form(f"{here}verzamelen/")).status_code == 303
    assert await Participant.all().count() == 6
    await browser.sign_in(cast.noor)
    assert (await browser.get(path)).status_code == 404


HEADER = (
    *("Overgangstraject", "Latende aanbieder", "Product", "Gemeente", "Cliëntnummer", "Zaaknummer"),
    *("Zorg sinds", "Toewijzing tot en met", "Aangemeld op", "Omvang per week"),
)


async def test_running_care_comes_from_a_file_on_the_page(cast: Cast, browser: Browser) -> None:
    story = await told(cast)
    good = [story.transition.name, "De Linde", "02BGB", "Hoorn", "L-1", "Z-1", "01-02-2026"]
    lines = [
        [*good, (today() + timedelta(days=99)).strftime("%d-%m-%Y"), "", "4"],
        [
            story.transition.name,
            "Het Anker",
            "02BGB",
            "Hoorn",
            "A-1",
            "Z-2",
            "01-02-2026",
            "",
            "",
            "",
        ],
        ["Anders", "De Linde", "02BGB", "Hoorn", "L-2", "Z-3", "01-02-2026", "", "", ""],
    ]
    await browser.sign_in(cast.rik)
    path = "/importeren/lopende-zorg/"
    assert "Toewijzing tot en met" in (await browser.get(path)).text
    page = await browser.get("/hulp/")
    token = TOKEN.search(page.text)
    assert token
    sent = await browser.post(
        f"{path}bestand/",
        data={"csrf_token": token.group(1)},
        files={"file": ("zorg.csv", as_csv(HEADER, lines), "text/csv")},
    )
    preview = sent.headers["location"]
    text = (await browser.get(preview)).text
    assert "2 regels hebben een fout" in text
    fingerprint = FINGERPRINT.search((await browser.get(f"{preview}?toon=nieuw")).text)
    assert fingerprint
    applied = await browser.send_form(
        f"{preview}toepassing/", fingerprint=fingerprint.group(1), only_good="yes"
    )
    assert applied.status_code == 303
    (care_row,) = await RunningCare.all()
    assert care_row.weekly_volume == 4
    assert await Participant.filter(running_care_id=care_row.id).exists()
    await browser.sign_in(cast.noor)
    assert (await browser.get(preview)).status_code == 404


async def test_who_joins_a_list_late_passes_only_after_a_look(cast: Cast, browser: Browser) -> None:
    story = await told(cast)
    part = await care(cast, story, "L-1", allocation_ends_on=today() + timedelta(days=5))
    await committed(lambda: present(cast.rik, story.transition.id, on=today()))
    wish = Wish(choice=Choice.ELSEWHERE, to_ids=(cast.anker_thuis.id,), reason="Geen overname")
    await committed(lambda: decide(cast.noor, story.transition.id, [part.id], wish, on=today()))
    path = f"{HOME}{story.transition.id}/wachtlijst/{part.id}/"
    await browser.sign_in(cast.rik)
    assert (await browser.get(path)).status_code == 404, "the term still runs"
    over = today() - timedelta(days=1)
    await RunningCare.filter(participant__id=part.id).update(allocation_ends_on=over)
    text = (await browser.get(path)).text
    assert "afgeleid van het begin van de zorg" in text
    for entry in story.there:
        assert await reference_of(entry) in text, "whom the client would pass"
    (seen,) = await JournalEntry.filter(action="transition.seen").order_by("-id").limit(1)
    assert len(seen.subject_ids) == 3
    await browser.sign_in(cast.otto)
    assert "Op de wachtlijst zetten</button>" not in (await browser.get(path)).text
    assert (await browser.send_form(path)).status_code == 404
    await browser.sign_in(cast.rik)
    assert (await browser.send_form(path)).status_code == 303
    assert (await Transfer.get()).derived
    assert (await browser.send_form(path)).status_code != 303, "once"
