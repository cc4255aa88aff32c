"""A real SMTP server that can be as unpleasant as the ones outside."""

import asyncio
import random
import ssl
import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 2.0.0 taken"


@dataclass
class Unpleasant:
    """How often, from 0 to 1, the server does what."""

    refuses_now: float = 0
    drops: float = 0
    drops_at_connect: float = 0
    delays: float = 0
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def happens(self, chance: float) -> bool:
        return self.dice.random() < chance


@dataclass
class Server:
    """What arrived, in order; and addresses and mails that get an answer of their own."""

    unpleasant: Unpleasant = field(default_factory=Unpleasant)
    answers: dict[str, str] = field(default_factory=dict[str, str])
    """By address: the answer to RCPT."""
    data_answer: str = OK
    seconds: float = 0
    """How long the answer to every mail takes."""
    arrived: list[EmailMessage] = field(default_factory=list[EmailMessage])
    recipients: list[str] = field(default_factory=list[str])
    connections: int = 0
    signed_in: list[str] = field(default_factory=list[str])
    encrypted: list[bool] = field(default_factory=list[bool])
    port: int = 0

    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.arrived]

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.unpleasant.happens(self.unpleasant.refuses_now):
            return "451 4.3.0 try later"
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        chances = self.unpleasant
        if chances.happens(chances.drops):
            cast(Any, server).transport.abort()
            return "451 never heard"
        if chances.happens(chances.delays):
            await asyncio.sleep(chances.dice.uniform(0.01, 0.2))
        await asyncio.sleep(self.seconds)
        if self.data_answer != OK or chances.happens(chances.refuses_now):
            return self.data_answer if self.data_answer != OK else "452 4.3.1 no room now"
        content = envelope.content
        assert isinstance(content, bytes)
        self.arrived.append(message_from_bytes(content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        self.encrypted.append(bool(cast(Any, server).transport.get_extra_info("sslcontext")))
        return OK


def _check_password(server: Server) -> Callable[..., AuthResult]:
    def check(
        _smtp: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any
    ) -> AuthResult:
        assert isinstance(who, LoginPassword)
        server.signed_in.append(who.login.decode())
        return AuthResult(success=who.password == b"geheim", handled=False)

    return check


@asynccontextmanager
async def listening(
    server: Server,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    password: bool = False,
) -> AsyncGenerator[Server, None]:
    """Let the server listen on a free port of this machine."""
    loop = asyncio.get_running_loop()

    class Conversation(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            server.connections += 1
            if server.unpleasant.happens(server.unpleasant.drops_at_connect):
                cast(asyncio.Transport, transport).abort()

    def conversation() -> SMTP:
        with warnings.catch_warnings():  # aiosmtpd does not see that TLS is there from the start
            warnings.simplefilter("ignore")
            return _conversation()

    def _conversation() -> SMTP:
        return Conversation(
            server,
            loop=loop,
            hostname="mail.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=_check_password(server) if password else None,
            auth_required=password,
            auth_require_tls=starttls is not None,
        )

    listener = await loop.create_server(conversation, "127.0.0.1", server.port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
