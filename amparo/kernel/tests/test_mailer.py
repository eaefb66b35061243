"""Mails reach a real SMTP server whole and once, and leave nothing behind."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import translation

from amparo.kernel import clock, forget, jobs, mailer
from amparo.kernel.job_rows import Job, Slot
from amparo.kernel.mail_rows import WaitingMail
from amparo.kernel.tests import post_office

pytestmark = pytest.mark.django_db
ANA = "ana.morales@example.org"
BODY = (
    "Your code is 4711-0815.\n\nSu código es válido por diez minutos.\n.\nA line of one dot stands above.\n"
)


@pytest.fixture
def office(settings):
    """A local SMTP server that our mails go to."""
    office, door = post_office.opened()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield office
    door.stop()


def post(**more):
    letter = {"to": ANA, "subject": "Your code", "text": BODY, "now": clock.now(), **more}
    return mailer.send_later(**letter)


def nothing_is_left(mail_id):
    row = WaitingMail.objects.values().get(pk=mail_id)
    held = str(row) + str(list(Job.objects.values()))
    return row["sealed_letter"] is None and ANA not in held and "4711" not in held


def test_a_mail_arrives_whole_and_is_wiped(office):
    number = post(html="<p>Su código es <b>4711-0815</b>.</p>", language="es")
    assert jobs.drain(now=clock.now()) == 1
    [(to, mail)] = office.mails
    assert to == (ANA,) and mail["To"] == ANA and mail["Subject"] == "Your code"
    assert mail["From"] == "no-reply@localhost" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "es" and mail["Date"] and mail["Message-ID"].endswith("@localhost>")
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert text.get_content_type() == "text/plain" and text.get_content().replace("\r\n", "\n") == BODY
    assert html.get_content_type() == "text/html" and "código" in html.get_content()
    assert nothing_is_left(number) and WaitingMail.objects.get(pk=number).sent_at


def test_a_mail_without_html_is_plain_text_in_the_language_that_is_active(office):
    with translation.override("es"):
        post()
    jobs.drain(now=clock.now())
    mail = office.mails[0][1]
    assert mail.get_content_type() == "text/plain" and mail["Content-Language"] == "es"


def test_a_waiting_mail_is_sealed():
    number = post()
    row = WaitingMail.objects.get(pk=number)
    assert (
        row.sealed_letter
        and b"ana" not in bytes(row.sealed_letter)
        and b"4711" not in bytes(row.sealed_letter)
    )
    assert Job.objects.get().ids == {"mail_id": number}


def test_what_is_rolled_back_sends_nothing(office):
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        post()
        raise Undo
    assert jobs.drain(now=clock.now()) == 0 and not office.mails and not WaitingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_spoken_to(office):
    seen = []

    def write_from_elsewhere():
        Slot.objects.create(
            name="elsewhere", starts_at=clock.now()
        )  # SQLite would wait for an open transaction
        seen.append(connection.in_atomic_block)
        connection.close()

    office.while_taking = write_from_elsewhere
    post()
    assert jobs.drain(now=clock.now()) == 1 and seen == [False]


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_refusal_for_good_is_kept_by_its_code_and_the_mail_is_wiped(office, step):
    office.answer[step] = f"550 5.1.1 <{ANA}> does not live here"
    number = post()
    jobs.drain(now=clock.now())
    row = WaitingMail.objects.get(pk=number)
    assert row.refusal_code == "550" and row.refused_at and row.sent_at is None
    assert nothing_is_left(number) and jobs.given_up() == []
    jobs.drain(now=clock.now() + timedelta(days=2))
    assert office.calls.count(step) == 1


@pytest.mark.parametrize("answer", ["450 4.2.1 busy", "451 4.3.0 later", "421 4.3.2 closing"])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_now_is_tried_again(office, step, answer, caplog):
    office.answer[step] = answer
    number = post()
    now = clock.now()
    assert jobs.drain(now=now) == 0
    assert "SMTP" in Job.objects.get().fault and ANA not in Job.objects.get().fault + caplog.text
    office.answer.clear()
    assert jobs.drain(now=now + timedelta(seconds=7)) == 1
    assert len(office.mails) == 1 and nothing_is_left(number)


def test_what_is_wrong_with_us_and_not_with_the_mail_is_tried_again(office):
    office.answer["mail"] = "530 5.7.0 sign in first"
    number = post()
    assert jobs.drain(now=clock.now()) == 0
    assert WaitingMail.objects.get(pk=number).refused_at is None


def test_a_server_that_is_away_is_tried_again_for_more_than_a_day(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    number = post()
    began = now = clock.now()
    while not jobs.given_up():
        jobs.drain(now=now)
        now = max(Job.objects.get().due_at, now) + timedelta(seconds=1)
    assert timedelta(days=1) < now - began < timedelta(days=3)
    assert "ConnectionRefusedError" in jobs.given_up()[0].fault
    forget.forget_mails(now=began + timedelta(days=4))
    assert not nothing_is_left(number)
    forget.forget_mails(now=began + timedelta(days=6))
    assert nothing_is_left(number) and WaitingMail.objects.get(pk=number).refusal_code == "too old"
    jobs.retry(job_id=jobs.given_up()[0].id, now=now)
    assert jobs.drain(now=now) == 1, "there is nothing left to send, and that is no failure"


@pytest.mark.parametrize("how", ["hangs up", "babbles"])
def test_a_goodbye_that_fails_sends_no_second_mail(office, how):
    office.answer["quit"] = how
    number = post()
    assert jobs.drain(now=clock.now()) == 1
    assert len(office.mails) == 1 and nothing_is_left(number)


def test_a_mail_that_was_sent_is_not_sent_again_by_a_second_run_of_its_job(office):
    number = post()
    jobs.drain(now=clock.now())
    mailer.send(mail_id=number, now=clock.now())
    assert len(office.mails) == 1


def test_a_mail_whose_sending_was_not_noted_goes_again_under_the_same_number(office):
    number = post()
    sealed = WaitingMail.objects.get(pk=number).sealed_letter
    mailer.send(mail_id=number, now=clock.now())
    WaitingMail.objects.update(
        sealed_letter=sealed, sent_at=None
    )  # as if the process had died before its note
    mailer.send(mail_id=number, now=clock.now())
    first, second = (mail["Message-ID"] for _, mail in office.mails)
    assert first == second
    mailer.send(mail_id=post(), now=clock.now())
    assert office.mails[2][1]["Message-ID"] != first


@pytest.mark.parametrize(
    "to",
    [
        "ana@example.org\nBcc: carla@example.org",
        "ana@example.org\r\nBcc: carla@example.org",
        "ana@example.org, carla@example.org",
        "ana@example.org;carla@example.org",
        "Ana <ana@example.org>",
        "<ana@example.org>",
        "ana",
        "",
        "ana@example.org\x00",
    ],
)
def test_an_address_is_one_address(to):
    with pytest.raises(ValueError, match=r"address") as no:
        post(to=to)
    assert "ana" not in str(no.value) and no.value.__cause__ is None
    assert not WaitingMail.objects.exists()


@pytest.mark.parametrize("subject", ["Hello\nBcc: carla@example.org", "Hello\r\n\r\n<script>", "Hello\x0b"])
def test_a_subject_is_one_line(subject):
    with pytest.raises(ValueError, match="control character"):
        post(subject=subject)


@pytest.mark.parametrize("to", ['"ana,carla"@example.org', '"ana@carla"@example.org', "o'hara+x@example.org"])
def test_a_strange_address_is_still_one_recipient(office, to):
    post(to=to)
    jobs.drain(now=clock.now())
    assert [found for found, _ in office.mails] == [(to,)]


def test_headers_in_spanish_are_encoded_and_read_back(office):
    post(subject="Su código de verificación — Plan Ejemplo, línea de atención: 1-800-555-0100, muy larga ñ")
    jobs.drain(now=clock.now())
    assert office.mails[0][1]["Subject"].strip().startswith("Su código de verificación — Plan Ejemplo")
    head = office.raw[0].split(b"\r\n\r\n")[0]
    assert head.isascii() and b"Bcc" not in head and all(len(line) <= 998 for line in head.split(b"\r\n"))


def test_a_domain_with_accents_goes_as_punycode(office):
    post(to="ana@exämple.org")
    jobs.drain(now=clock.now())
    assert office.mails[0][0] == ("ana@xn--exmple-cua.org",)


def test_notes_of_old_mails_are_forgotten(office):
    post()
    jobs.drain(now=clock.now())
    forget.forget_mails(now=clock.now() + timedelta(days=89))
    assert WaitingMail.objects.exists()
    forget.forget_mails(now=clock.now() + timedelta(days=91))
    assert not WaitingMail.objects.exists()
