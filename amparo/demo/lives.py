"""What people do in the demonstration's past: each a line of real verbs with the story's own `now`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from amparo.accounts import devices, notices, sign_in
from amparo.accounts import profile as account
from amparo.accounts.registration import complete, flow, identify
from amparo.coverage import lookup
from amparo.demo import story
from amparo.demo.cast import Person
from amparo.demo.mailbox import Mailbox
from amparo.kernel import jobs
from amparo.kernel import origin as origins
from amparo.kernel.audit.record import Origin, record
from amparo.plan import profile

if TYPE_CHECKING:
    from amparo.accounts.models import User


@dataclass(frozen=True)
class Browser:
    """A browser somewhere: addresses are from the blocks kept for documentation (RFC 5737)."""

    address: str
    agent: str
    token: str = ""

    @property
    def name(self) -> str:
        return origins.browser_of(self.agent)

    @property
    def origin(self) -> Origin:
        return Origin(address=origins.truncated(self.address), browser=self.name)


PHONE = Browser(
    "203.0.113.24",
    "Mozilla/5.0 (iPhone) Version/19.0 Mobile Safari/604.1",
    "a-phone-known-since-the-first-day",
)
LAPTOP = Browser(
    "203.0.113.24",
    "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0",
    "a-laptop-known-since-summer",
)
LIBRARY = Browser(
    "198.51.100.77", "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0 Safari/537.36", "a-library-computer"
)
STRANGER = Browser("192.0.2.200", "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36")


def identified(person: Person, *, language: str, browser: Browser, now: datetime) -> flow.Journey:
    """Start, say who one is, prove it by number or SSN; up to the security questions."""
    journey, _ = flow.start(language=language, now=now)
    said = {"first_name": person.first_name, "last_name": person.last_name, "zip5": person.zip5}
    journey.answer("person", said | {"birth_on": person.birth_on.isoformat()})
    journey.answer("method", {})
    journey.row.method = "ssn" if person.ssn else "number"
    journey.keep(now=now)
    proof = identify.Proof(journey.row.method, person.ssn or lookup.normal_member_no(person.member_no))
    identify.identify(journey=journey, proof=proof, address=browser.address, origin=browser.origin, now=now)
    return journey


def account_made(
    person: Person, login: story.Login, *, email: str, language: str, browser: Browser, now: datetime
) -> User:
    """Everything of registration but the e-mail code."""
    journey = identified(person, language=language, browser=browser, now=now)
    if profile.current().rules.security_questions != "off":
        complete.keep_answers(journey=journey, answers=story.ANSWERS, now=now)
    phone = account.normal_phone(person.phone)
    user = complete.make_account(
        journey=journey, username=login.username, email=email, phone=phone, password=login.password,
        language=language, now=now,
    )  # fmt: skip
    jobs.drain(now=now)
    return user


def registered(
    person: Person,
    login: story.Login,
    mailbox: Mailbox,
    *,
    email: str,
    language: str,
    browser: Browser,
    now: datetime,
) -> User:
    """All of registration; the code is read from the mailbox as its owner would."""
    user = account_made(person, login, email=email, language=language, browser=browser, now=now)
    complete.confirm(
        user=user, typed=mailbox.newest(1)[0].code, address=browser.address, origin=browser.origin, now=now
    )
    jobs.drain(now=now)
    signed_in(user, browser, now=now, methods=("registration",))
    return user


def signed_in(
    user: User, browser: Browser, *, now: datetime, methods: tuple[str, ...] = ("password",)
) -> None:
    """A visit that has long ended; a browser not seen before is told to its owner."""
    key = secrets.token_hex(20)
    devices.begin(
        user=user, key=key, address=browser.origin.address, browser=browser.name, methods=methods, now=now
    )  # fmt: skip
    record(event="sign_in.ok", now=now, actor=user.pk, subject=user.pk, origin=browser.origin)
    if devices.remember(user=user, token=browser.token, browser=browser.name, now=now):
        notices.tell(user=user, about="new_device", now=now)
    devices.ended(key=key, reason="out", now=now)
    jobs.drain(now=now)


def failed(login: story.Login, browser: Browser, *, now: datetime) -> None:
    """A wrong password."""
    try:
        sign_in.check(
            name=login.username, password="not the right one", address=browser.address, device=browser.token,  # noqa: S106
            origin=browser.origin, now=now,
        )  # fmt: skip
    except sign_in.NotRight:
        jobs.drain(now=now)


def moved_mailbox(user: User, email: str, mailbox: Mailbox, browser: Browser, *, now: datetime) -> None:
    """A change of e-mail address: the code goes to the new one, the old one is told."""
    account.ask_email(user=user, email=email, now=now)
    jobs.drain(now=now)
    account.take_email(
        user=user, typed=mailbox.newest(1)[0].code, address=browser.address, origin=browser.origin, now=now
    )
    jobs.drain(now=now)


def disavowed(mailbox: Mailbox, *, to: str, now: datetime) -> None:
    """Somebody follows "this was not me" in the newest mail to an address."""
    letter = next(mail for mail in mailbox.newest() if mail.to == to and "/not-me/" in mail.text)
    token = letter.text.partition("/not-me/")[2].split("/")[0].split()[0]
    notices.disavow(token=token, now=now)
    jobs.drain(now=now)


def member_id(person: Person, *, today: date) -> int:
    """The id of a member of the cast, found as the desk would by the member number."""
    rules = profile.current().rules
    found = lookup.find(
        facts=lookup.Facts(person.first_name, person.last_name, person.birth_on, person.zip5),
        member_no=lookup.normal_member_no(person.member_no),
        today=today, adult_age=rules.adult_age, former_months=rules.former_member_months,
    )  # fmt: skip
    return found.member_id
