"""The demonstration's past: six months of a small plan, lived in order through the real verbs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.accounts import activation, notices, second_factor, sign_in, staff
from amparo.accounts import profile as account
from amparo.accounts.registration import identify
from amparo.coverage import brokers, imports, read
from amparo.demo import cast, codes, enrolment, lives, story
from amparo.demo.cast import Person
from amparo.demo.catcher import Catcher
from amparo.demo.lives import LAPTOP, LIBRARY, PHONE, STRANGER, Browser
from amparo.demo.mailbox import Mailbox
from amparo.kernel import jobs
from amparo.kernel.audit import chain
from amparo.kernel.audit.record import record

if TYPE_CHECKING:
    from amparo.accounts.models import User

EXCHANGE = "Rio Grande Valley Exchange"


@dataclass
class Tale:
    """Where the story stands: `now` is its present, `end` the real one; mails come in at the story's time."""

    end: datetime
    mailbox: Mailbox
    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)
    catcher: Catcher | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened so many days before the end."""

    days: float
    happens: Callable[[Tale], object]


def tell(tale: Tale) -> None:
    """Live through everything, oldest first."""
    for event in sorted(events(), key=lambda event: -event.days):
        tale.now = tale.end - timedelta(days=event.days)
        event.happens(tale)
        jobs.drain(now=tale.now)
    codes.keep(tale.apps)
    chain.extend(now=tale.end)


def events() -> list[Event]:
    """The story, by theme; `tell` puts it in order."""
    return [
        Event(14, broken_file),
        *(Event(190 - n, joins(employee)) for n, employee in enumerate(story.STAFF)),
        *anas_life(),
        Event(40, registers(cast.FRANK, story.FRANK, cast.FRANK.email, "en", LAPTOP)),
        Event(55, registers(cast.CARLA, story.CARLA, cast.CARLA.email, "es", PHONE)),
        *(Event(1 + minute / 1440, fails(story.CARLA)) for minute in range(5)),
        Event(0.99, lambda tale: sign_in.disable(name=story.CARLA.username, now=tale.now)),
        Event(4, registers(cast.DEE, story.DEE, "d.carter.1973@example.org", "en", LIBRARY)),
        Event(3.2, lambda tale: lives.disavowed(tale.mailbox, to=cast.DEE.email, now=tale.now)),
        Event(0.03, ben_stops_at_the_code),
        Event(5, nobody_is_found),
        Event(20, mail_server_is_away),
        *(Event(days, calls(person)) for days, person in CALLS),
        Event(0.05, suharti_gets_a_code),
    ]


CALLS = (
    (170, cast.CARLA),
    (111, cast.ANA),
    (80, cast.GABRIEL),
    (39, cast.FRANK),
    (3, cast.DEE),
    (0.06, story.WITH_CODE),
)


def anas_life() -> list[Event]:
    """Ana registers in the first week, changes her address, adds a laptop, and is tried by a stranger."""
    return [
        Event(187, registers(cast.ANA, story.ANA, "ana.lucia@example.net", "en", PHONE)),
        *(Event(days, visits(cast.ANA, PHONE)) for days in (180, 158, 131, 112.1, 30, 2)),
        Event(112, ana_moves_her_mailbox),
        Event(74, visits(cast.ANA, LAPTOP)),
        Event(73.99, ana_chooses_her_notices),
        Event(31, fails(story.ANA)),
        Event(9, visits(cast.ANA, LIBRARY)),
    ]


def enrolment_file(tale: Tale) -> imports.Report:
    """The exchange's full file arrives, with its brokers (DESK-4). Told first, by itself."""
    tale.now = tale.end - timedelta(days=200)
    with tempfile.TemporaryDirectory() as folder:
        file, csv = Path(folder) / "exchange-full.834", Path(folder) / "brokers.csv"
        csv.write_text(enrolment.brokers_csv(), "utf-8")
        brokers.keep(path=csv)
        file.write_text(enrolment.write(today=tale.now.date()), "utf-8")
        return imports.take(path=file, kind="834", now=tale.now, partner=EXCHANGE)


def broken_file(tale: Tale) -> imports.Report:
    """A file that was cut off on its way: rejected whole, with findings."""
    whole = enrolment.write(today=tale.now.date(), families=3, seed=7).splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exchange-cut-off.834"
        file.write_text("".join(whole[: len(whole) * 2 // 3]), "utf-8")
        return imports.take(path=file, kind="834", now=tale.now, partner=EXCHANGE)


def joins(employee: story.Employee) -> Callable[[Tale], None]:
    """One of the plan's people follows the link and enrols an authenticator app (DESK-1)."""

    def happens(tale: Tale) -> None:
        link = staff.invite(email=employee.email, role=employee.role, by=None, now=tale.now)
        token, login = link.rstrip("/").rpartition("/")[2], employee.login
        user = staff.join(
            token=token, name=employee.name, username=login.username, password=login.password, language="en",
            now=tale.now,
        )  # fmt: skip
        secret = second_factor.new_secret()
        typed = second_factor.code_at(secret, now=tale.now)
        second_factor.add_app(user=user, secret=secret, typed=typed, now=tale.now)
        second_factor.new_recovery_code(user=user, now=tale.now)
        tale.users[login.username], tale.apps[login.username] = user, secret

    return happens


def registers(
    person: Person, login: story.Login, email: str, language: str, browser: Browser
) -> Callable[[Tale], None]:
    """A member registers, from the start page to the profile."""

    def happens(tale: Tale) -> None:
        tale.users[person.key] = lives.registered(
            person, login, tale.mailbox, email=email, language=language, browser=browser, now=tale.now
        )

    return happens


def visits(person: Person, browser: Browser) -> Callable[[Tale], None]:
    """A member signs in, looks around, signs out."""
    return lambda tale: lives.signed_in(tale.users[person.key], browser, now=tale.now)


def fails(login: story.Login) -> Callable[[Tale], None]:
    """A stranger types a wrong password."""
    return lambda tale: lives.failed(login, STRANGER, now=tale.now)


def ana_moves_her_mailbox(tale: Tale) -> None:
    lives.moved_mailbox(tale.users["ana"], cast.ANA.email, tale.mailbox, PHONE, now=tale.now)


def ana_chooses_her_notices(tale: Tale) -> None:
    choices = {"tell_messages": True, "tell_bills": True, "tell_cards": False, "paperless": True}
    account.set_notices(user=tale.users["ana"], choices=choices, now=tale.now, origin=LAPTOP.origin)


def ben_stops_at_the_code(tale: Tale) -> None:
    lives.account_made(cast.BEN, story.BEN, email=cast.BEN.email, language="en", browser=LAPTOP, now=tale.now)


def nobody_is_found(tale: Tale) -> None:
    """Facts that fit nobody; the desk can look the reference up."""
    born_on = cast.BEN.birth_on
    alma = Person("alma", cast.CARTER, 9, "Alma", "Nadie", born_on, "F", "nobody", ssn="461220934")
    with suppress(identify.NotFound):
        lives.identified(alma, language="es", browser=STRANGER, now=tale.now)


def calls(person: Person) -> Callable[[Tale], None]:
    """Somebody calls; Tom finds them, looks and verifies: each is recorded."""

    def happens(tale: Tale) -> None:
        tom = tale.users[story.TOM.login.username]
        member = read.member_card(lives.member_id(person, today=tale.now.date()))
        for event in ("desk.member_found", "desk.member_viewed", "desk.verified"):
            record(event=event, now=tale.now, actor=tom.pk, subject=member.uuid)

    return happens


def suharti_gets_a_code(tale: Tale) -> None:
    """Tom issues an activation code, which goes by post."""
    tom = tale.users[story.TOM.login.username]
    member_id = lives.member_id(story.WITH_CODE, today=tale.now.date())
    activation.issue(member_id=member_id, kind="post", by=tom, now=tale.now)
    record(event="desk.code_issued", now=tale.now, actor=tom.pk, subject=read.member_card(member_id).uuid)


def mail_server_is_away(tale: Tale) -> None:
    """For four days no mail leaves; one mail's job is given up, and the desk's list of jobs says so."""
    if tale.catcher is None:
        return
    tale.catcher.stop()
    try:
        notices.tell(user=tale.users["ana"], about="new_device", now=tale.now)
        for hours in range(0, 96, 2):  # more often than the mailer tries
            jobs.drain(now=tale.now + timedelta(hours=hours))
    finally:
        tale.catcher.start()
