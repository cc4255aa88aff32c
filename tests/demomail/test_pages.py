"""The demo's mailbox."""

import re
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import AsyncClient

from portal.demomail.queries import with_links
from portal.mail.message import message_of
from portal.mail.models import OutboxMail
from portal.mail.transport import MailDirectory
from portal.settings import settings
from tests.browser_client import Browser

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """The portal in demo mode, with a maildir."""
    monkeypatch.setenv("PORTAL_DEMO", "true")
    monkeypatch.setenv("PORTAL_MAIL_DIRECTORY", str(tmp_path / "mail"))
    settings.cache_clear()
    yield tmp_path / "mail"
    monkeypatch.undo()
    settings.cache_clear()


async def a_letter(folder: Path, subject: str, *, to: str = "sanne@linde.example") -> None:
    row = OutboxMail(
        dedupe_key=subject,
        message_id=f"<{abs(hash(subject))}@portal.example>",
        to=to,
        subject=subject,
        text=f"Kijk op {BASE}/bevestigen/abc/ of op https://elders.example/ <b>",
        html='<!DOCTYPE html><p style="color:red">Kijk <a href="/bevestigen/abc/">hier</a></p>',
        created_at=datetime(2026, 11, 17, 8, 30, tzinfo=UTC),
    )
    async with MailDirectory(folder).opened() as deliver:
        await deliver(message_of(row, sender="Portaal <noreply@portal.example>"))


async def first_link(browser: Browser) -> str:
    page = (await browser.get("/demo/mail/")).text
    found = re.search(r'<th scope="row"><a href="([^"]+)"', page)
    assert found
    return found.group(1)


async def test_the_newest_mail_comes_first(browser: Browser, folder: Path) -> None:
    await a_letter(folder, "De eerste")
    await a_letter(folder, "De tweede, mét accent")
    page = (await browser.get("/demo/mail/")).text
    assert page.index("De tweede, mét accent") < page.index("De eerste")
    assert "17 november 2026 om 09.30 uur" in page


async def test_only_the_mails_to_one_address(browser: Browser, folder: Path) -> None:
    await a_letter(folder, "Voor Sanne")
    await a_letter(folder, "Voor Daan", to="daan@linde.example")
    page = (await browser.get("/demo/mail/", params={"aan": "daan@linde.example"})).text
    assert "Voor Daan" in page
    assert "Voor Sanne" not in page


async def test_an_empty_mailbox_says_how_to_fill_it(browser: Browser, folder: Path) -> None:
    assert "Nog geen mails" in (await browser.get("/demo/mail/")).text


async def test_a_mail_shows_its_text_with_links_into_the_portal_only(
    browser: Browser, folder: Path
) -> None:
    await a_letter(folder, "Kloppen uw wachttijden nog?")
    page = (await browser.get(await first_link(browser))).text
    assert f'<a href="/bevestigen/abc/">{BASE}/bevestigen/abc/</a>' in page
    assert "of op https://elders.example/ &lt;b&gt;" in page


async def test_the_html_is_a_document_of_its_own_that_can_load_and_run_nothing(
    browser: Browser, folder: Path
) -> None:
    await a_letter(folder, "Kloppen uw wachttijden nog?")
    # Past the checks for our own pages: a mail has inline styles.
    answer = await AsyncClient.request(browser, "GET", f"{await first_link(browser)}html/")
    policies = answer.headers.get_list("content-security-policy")
    assert 'style="color:red"' in answer.text
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert answer.headers["x-frame-options"] == "DENY"


async def test_a_mail_that_is_not_there_is_not_found(browser: Browser, folder: Path) -> None:
    await a_letter(folder, "Een mail")
    for key in ("geen", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"):
        assert (await browser.get(f"/demo/mail/{key}/")).status_code in {303, 404}
        assert (await browser.get(f"/demo/mail/{key}/html/")).status_code == 404


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/mail/x/", "/demo/mail/x/html/"])
async def test_outside_the_demo_there_is_no_mailbox(
    browser: Browser, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("PORTAL_DEMO", "false")
    settings.cache_clear()
    assert (await browser.get(path)).status_code == 404


def test_a_text_is_cut_at_its_links() -> None:
    text = f"Zie {BASE}/a/ en {BASE}x/evil en einde"
    assert with_links(text, base_url=BASE) == [
        ("Zie ", ""),
        (f"{BASE}/a/", "/a/"),
        (f" en {BASE}x/evil en einde", ""),
    ]


async def test_a_folder_that_was_there_already_takes_mails(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    await a_letter(tmp_path / "mail", "Welkom")
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 1
