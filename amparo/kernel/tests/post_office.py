"""A real SMTP server in a thread, which takes mails or refuses them as a test wishes."""

import email
import email.policy
import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class PostOffice:
    """`mails` are what it took; `answer[step]` is said instead of OK at mail, rcpt, data or quit."""

    def __init__(self):
        self.mails, self.raw, self.answer, self.calls = [], [], {}, []
        self.while_taking = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.calls.append("mail")
        envelope.mail_from, envelope.mail_options = address, options
        return self.answer.get("mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.calls.append("rcpt")
        if "rcpt" not in self.answer:
            envelope.rcpt_tos.append(address)
        return self.answer.get("rcpt", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        self.calls.append("data")
        if "data" in self.answer:
            return self.answer["data"]
        self.while_taking()
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.raw.append(envelope.content)
        self.mails.append((tuple(envelope.rcpt_tos), mail))
        return "250 OK"


class _Line(SMTP):
    """Ends the talk at QUIT without a word, or with far too many, when it is told to."""

    async def smtp_QUIT(self, arg):
        how = self.event_handler.answer.get("quit")
        if how == "hangs up":
            self.transport.abort()
        elif how == "babbles":
            await self.push("221 " + "bye " * 5000)
        else:
            await super().smtp_QUIT(arg)


class _Open(Controller):
    def factory(self):
        return _Line(self.handler, **self.SMTP_kwargs)


def opened():
    """A post office on a free port, and the controller that closes it."""
    office = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as spare:
        office.port = spare.getsockname()[1]
    door = _Open(office, hostname="127.0.0.1", port=office.port)
    door.start()
    return office, door
