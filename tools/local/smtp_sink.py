#!/usr/bin/env python3
"""A mail server that keeps every mail as a file, for tests. Wants Debian's python3-aiosmtpd.

  smtp_sink.py --folder DIR --port N [--tls-port N] [--starttls] [--certificate FILE --key FILE] [--user NAME --password PASSWORD]

Mails become DIR/<number>.eml, whole when they are there; the recipients stand before them as `X-Recipient`. With a user nothing is taken from anybody else. To
`refused…@` it says 550; to `later…@` 451 at first, and takes the mail when it comes again.
"""
import argparse
import asyncio
import logging
import os
import pathlib
import secrets
import signal
import ssl
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.sent_away: set[str] = set()
        self.count = len(list(folder.glob("*.eml")))

    async def handle_RCPT(self, server, session, envelope, address: str, options) -> str:  # noqa: N802 (aiosmtpd's name)
        if address.startswith("refused"):
            return f"550 5.1.1 <{address}> is nobody here"
        if address.startswith("later") and address not in self.sent_away:
            self.sent_away.add(address)
            return f"451 4.7.1 <{address}> come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        head = "".join(f"X-Recipient: {address}\r\n" for address in envelope.rcpt_tos) + ("X-Tls: yes\r\n" if server.transport.get_extra_info("ssl_object") else "")
        self.count += 1
        draft = self.folder / f"{self.count}.draft"
        draft.write_bytes(head.encode() + envelope.content)
        draft.rename(self.folder / f"{self.count}.eml")
        return "250 OK"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tls-port", type=int)
    parser.add_argument("--starttls", action="store_true", help="offer STARTTLS on --port, and insist on it")
    parser.add_argument("--certificate", type=pathlib.Path)
    parser.add_argument("--key", type=pathlib.Path)
    parser.add_argument("--user")
    parser.add_argument("--password")
    return parser.parse_args()


async def serve(given: argparse.Namespace) -> None:
    given.folder.mkdir(parents=True, exist_ok=True)
    keeper = Keeper(given.folder)
    context = None
    if given.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(given.certificate, given.key)

    def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
        is_right = data.login == given.user.encode() and secrets.compare_digest(data.password, given.password.encode())
        return AuthResult(success=is_right, handled=False)  # it says the reply

    def protocol(starttls: bool) -> SMTP:
        signing_in = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if given.user else {}
        return SMTP(keeper, hostname="sink", loop=asyncio.get_running_loop(), **signing_in,
                    **({"tls_context": context, "require_starttls": True} if starttls else {}))

    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: protocol(given.starttls), "127.0.0.1", given.port)
    if given.tls_port:
        await loop.create_server(lambda: protocol(False), "127.0.0.1", given.tls_port, ssl=context)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
    os._exit(0)  # whoever is connected


if __name__ == "__main__":
    # What it has to say of tests in the clear.
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(serve(arguments()))
