"""A whole transition in three roles, from the was-wordt list to the report; one client put back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from portal.transitions.models import Transfer, Transition
from portal.waitlists.models import Entry, Link
from portal.waitlists.rules.moves import LinkKind
from tests.browser.conftest import Visit
from tests.browser.live import Live
from tests.browser.seeing import Hand, assert_accessible, assert_told

RIK = "regio@demo.test"
TEAMS = {"consulent@demo.test": "Hoorn", "consulent.medemblik@demo.test": "Medemblik"}
HERE = "/overgang/"
PRESSES = {"upload": 3, "present": 1, "decide": 1, "execute": 1, "undo": 2}
WAS_WORDT = """\
Was;Wordt;Gemeente;Vanaf;Gelijkwaardig
02BGP;02BGB;Opmeer;01-07-2030;nee
"""


async def _transition() -> int:
    return (await Transition.get()).id


async def _dates_kept() -> bool:
    """Every client who was moved has the day from before; a merge has the smaller whole."""
    links = Link.filter(kind__in=[LinkKind.TRANSFER, LinkKind.MERGE])
    found = await links.prefetch_related("from_entry", "to_entry")
    moved = [one for one in found if one.kind is LinkKind.TRANSFER]
    merged = [one for one in found if one.kind is LinkKind.MERGE]
    same = all(one.from_entry.key == one.to_entry.key for one in moved)
    return (
        bool(moved and merged)
        and same
        and all(one.to_entry.key <= one.from_entry.key for one in merged)
    )


async def _counts() -> tuple[int, int]:
    return await Transfer.all().count(), await Entry.filter(ended_at=None).count()


def test_a_whole_transition_in_three_roles(visit: Visit, demo: Live, tmp_path: Path) -> None:
    number = demo.run(_transition())
    page = visit(f"{HERE}was-wordt/", actor=RIK)
    _upload(page, tmp_path)
    page.goto(f"{HERE}{number}/simulatie/")
    expect(page.get_by_text("zonder plaats vóór")).to_be_visible()
    expect(page.locator(".slope__picture")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{HERE}{number}/")
    hand = Hand(page)
    hand.click("Voorstellen voorleggen aan de lokale toegang")
    assert_told(page, "voorgelegd")
    assert hand.presses <= PRESSES["present"]
    for consultant, town in TEAMS.items():
        _decide(visit, number, consultant, town)
    for town in TEAMS.values():
        page.goto(f"{HERE}{number}/uitvoeren/")
        assert_accessible(page)
        hand = Hand(page)
        page.get_by_role("button", name=f"voor {town}").click()
        assert_told(page, "is uitgevoerd")
    assert demo.run(_dates_kept())
    page.goto(f"{HERE}{number}/verslag/")
    expect(page.get_by_text("geen enkel van volgorde zonder samenvoeging")).to_be_visible()
    assert_accessible(page)
    _undo(visit, demo, number)


def _upload(page: Page, folder: Path) -> None:
    expect(page.get_by_role("cell", name="Begeleiding basis (02BGB)").first).to_be_visible()
    file = folder / "was-wordt.csv"
    file.write_text(WAS_WORDT, encoding="utf-8")
    hand = Hand(page)
    hand.click("Importeren", "link")
    hand.attach("Bestand", file)
    hand.click("Bekijken wat er verandert")
    expect(page.get_by_text("02BGP").first).to_be_visible()
    page.get_by_role("button", name="Toepassen").click()
    assert_told(page, "1 nieuw")
    assert hand.presses <= PRESSES["upload"]


def _decide(visit: Visit, number: int, consultant: str, town: str) -> None:
    page = visit(f"{HERE}{number}/beslissen/", actor=consultant)
    expect(page.get_by_text(town, exact=True).first).to_be_visible()
    assert_accessible(page)
    hand = Hand(page)
    page.get_by_role("button", name="Akkoord met alle voorstellen").click()
    assert_told(page, "Besluit vastgelegd")
    assert hand.presses <= PRESSES["decide"]


def _undo(visit: Visit, demo: Live, number: int) -> None:
    before = demo.run(_counts())
    page = visit(f"{HERE}{number}/verslag/", actor="consulent@demo.test")
    hand = Hand(page)
    page.get_by_role("link", name="Terugdraaien").first.click()
    page.get_by_label("Waarom draait u dit terug?").fill("Blijft liever wachten.")
    hand.click("Terugdraaien")
    assert_told(page, "met de oude aanmelddatum")
    assert hand.presses <= PRESSES["undo"]
    assert demo.run(_counts())[0] == before[0]
    expect(page.get_by_text("Teruggedraaid op").first).to_be_visible()


def test_every_other_page_of_a_transition_without_javascript(visit: Visit, demo: Live) -> None:
    number = demo.run(_transition())
    page = visit(HERE, actor=RIK, javascript=False, width=320)
    assert_accessible(page)
    for path in (
        "nieuw/",
        "was-wordt/nieuw/",
        f"{number}/",
        f"{number}/laten/",
        f"{number}/ontvangen/",
        f"{number}/gesprek/",
        f"{number}/termijnen/",
    ):
        page.goto(f"{HERE}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
