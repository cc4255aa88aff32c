"""A real SMTP server with encryption and sign-in."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from portal.kernel.clock import now
from portal.mail.jobs import send_due_mails
from portal.mail.rules import ServerUnavailable
from portal.mail.transport import configured_transport
from tests.mail.certificate import make_certificate, server_side
from tests.mail.conftest import Configure
from tests.mail.letters import a_queued_mail
from tests.mail.server import Server, listening

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not there: install it to test encryption."
)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate that this process trusts."""
    path = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def at_server(configure: Configure) -> Configure:
    def change(server: Server, security: str, **values: object) -> None:
        configure(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security=security, **values)

    return change


async def send_now() -> None:
    await send_due_mails(now() + timedelta(seconds=1))


@needs_openssl
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_travels_encrypted_and_signed_in(
    db: str, certificate: Path, at_server: Configure, security: str
) -> None:
    mail = await a_queued_mail()
    way = {security: server_side(certificate)}
    async with listening(Server(), password=True, **way) as server:
        at_server(server, security, smtp_username="portaal", smtp_password="geheim")
        await send_now()
    await mail.refresh_from_db()
    assert mail.sent_at
    assert server.signed_in == ["portaal"]
    assert server.encrypted == [True]


@needs_openssl
async def test_a_wrong_password_costs_no_mail(
    db: str, certificate: Path, at_server: Configure
) -> None:
    mail = await a_queued_mail()
    context = server_side(certificate)
    async with listening(Server(), password=True, starttls=context) as server:
        at_server(server, "starttls", smtp_username="portaal", smtp_password="fout")
        with pytest.raises(ServerUnavailable, match="535"):
            await send_now()
    await mail.refresh_from_db()
    assert (mail.sent_at, mail.given_up_at, mail.attempts) == (None, None, 0)


@needs_openssl
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_nothing_is_said_to_a_server_with_a_strange_certificate(
    db: str, tmp_path: Path, at_server: Configure, security: str
) -> None:
    await a_queued_mail()
    way = {security: server_side(make_certificate(tmp_path))}
    async with listening(Server(), password=True, **way) as server:
        at_server(server, security, smtp_username="portaal", smtp_password="geheim")
        with pytest.raises(ServerUnavailable):
            await send_now()
        await asyncio.sleep(0.05)
    assert not server.arrived
    assert not server.signed_in


async def test_a_server_without_starttls_gets_nothing_in_the_clear(
    db: str, at_server: Configure
) -> None:
    await a_queued_mail()
    async with listening(Server()) as server:
        at_server(server, "starttls")
        with pytest.raises(ServerUnavailable):
            await send_now()
    assert not server.arrived


def test_the_password_shows_in_no_representation(at_server: Configure) -> None:
    at_server(Server(port=25), "tls", smtp_username="portaal", smtp_password="geheim")
    assert "geheim" not in repr(configured_transport())
