"""No log line holds a name, number, address, code, token or the text of an exception."""

import json
import logging
import subprocess
import sys
import uuid
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel import redact


def line(message, *args, logger="amparo.test", **more):
    """What our handler writes for one call of the log, as the object it is."""
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, message, args, more.pop("exc_info", None))
    for name, value in more.items():
        setattr(record, name, value)
    assert redact.Redact().filter(record)
    text = redact.JsonLine().format(record)
    assert "\n" not in text
    return json.loads(text), text


@pytest.mark.parametrize(
    "private",
    [
        "459-37-1826",
        "459371826",
        "459 37 1826",
        "(956) 555-0188",
        "1984-05-17",
        "05/17/1984",
        "48213907",
        "ana.ruiz@example.org",
        "<ana@example.org>",
        "q7w8e9r0t1y2u3i4o5p6a7s8d9f0g1h2",
        "/not-me/5dR3_fkE9-xQ2mZ8vB1nT7/",
        "?next=/inbox/&q=Ana",
        "203.0.113.77",
    ],
)
def test_what_is_private_is_taken_out_of_text_and_arguments(private):
    heart = private.strip("<>/?").split("/")[-1]
    for said, text in (line(f"it was {private} again"), line("it was %s again", private)):
        assert heart not in text
        assert said["says"].startswith("it was ")
        assert "[" in said["says"]


@given(
    st.integers(100_000_000, 999_999_999), st.text("abc .,:;", max_size=8), st.text("xyz .,:;", max_size=8)
)
def test_no_nine_digits_pass_however_they_are_surrounded(number, before, after):
    for shape in (f"{number}", f"{str(number)[:3]}-{str(number)[3:5]}-{str(number)[5:]}"):
        _, text = line(f"{before}{shape}{after}")
        assert shape not in text


def test_ids_and_small_numbers_stay():
    member = str(uuid.uuid4())
    said, _ = line("job %d of member %s took %.1f s, %s left", 1234, member, 2.5, None)
    assert said["says"] == f"job 1234 of member {member} took 2.5 s, None left"


def test_a_number_given_as_a_number_is_private_too():
    assert "459371826" not in line("ssn %s", 459371826)[1]
    assert "459371826" not in line("ssn %(ssn)s", {"ssn": 459371826})[1]


def test_an_object_is_only_its_class():
    said, text = line("got %s and %r", SimpleNamespace(name="Ana"), ["Ana"])
    assert said["says"] == "got [SimpleNamespace] and '[list]'"
    assert "Ana" not in text


def test_an_exception_is_its_class_and_its_places():
    try:
        try:
            raise KeyError("Ana Ruiz")
        except KeyError as fault:
            raise ValueError("459-37-1826 is taken") from fault
    except ValueError:
        said, text = line("it broke", exc_info=sys.exc_info())
    assert said["exception"] == "ValueError < KeyError"
    assert said["places"].startswith("amparo/kernel/tests/test_redact.py:")
    assert "Ana" not in text
    assert "459" not in text


def test_an_exception_given_as_message_or_argument_is_its_class():
    fault = ValueError("Ana Ruiz is taken")
    assert line(fault)[0]["says"] == "ValueError"
    assert line("it broke: %s", fault)[0]["says"] == "it broke: ValueError"


def test_nothing_of_the_exception_is_left_for_another_handler():
    try:
        raise ValueError("Ana Ruiz")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
    redact.Redact().filter(record)
    assert "Ana" not in logging.Formatter().format(record)
    again = redact.JsonLine().format(record)
    assert redact.Redact().filter(record)
    assert redact.JsonLine().format(record) == again
    assert json.loads(again)["exception"] == "ValueError"


def test_a_request_is_its_route_and_not_its_path():
    match = SimpleNamespace(route="not-me/<str:token>/")
    request = SimpleNamespace(path="/not-me/ana/", resolver_match=match)
    said, _ = line(
        "%s: %s", "Not Found", "/not-me/ana/", logger="django.request", request=request, status_code=404
    )
    assert said["says"] == "Not Found: /not-me/<str:token>/"
    assert said["status_code"] == 404
    request.resolver_match = None
    assert "[no such page]" in line("%s: %s", "Not Found", "/not-me/ana/", request=request)[1]
    assert "ana" not in line("Not Found: /not-me/ana/", request=request)[1]


def test_a_reference_is_kept_so_that_staff_find_the_line():
    assert line("page broke", reference="7K3M")[0]["reference"] == "7K3M"
    assert line("page broke", request=SimpleNamespace(path="/", reference="7K3M"))[0]["reference"] == "7K3M"
    assert line("page broke", fault="builtins.KeyError", place="home/web/views.py:7 home")[0]["place"]


def test_a_line_break_makes_no_second_line():
    assert line("one\ntwo %s", "three\r\nfour")[0]["says"] == "one\ntwo three\r\nfour"


def test_a_wrong_call_of_the_log_still_gives_a_line():
    assert line("one %s of %s", "only")[0]["says"] == "one %s of %s"


def test_the_settings_wire_the_filter_to_every_handler(settings):
    assert all("redact" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
    assert all(handler["formatter"] == "line" for handler in settings.LOGGING["handlers"].values())


ENDS = "import {0}; from amparo.kernel import redact; redact.catch_what_nobody_caught(); {1}"


@pytest.mark.parametrize(
    ("imports", "deed"),
    [
        ("sys", "raise ValueError('Ana Ruiz')"),
        ("threading", "t = threading.Thread(target=int, args=('Ana Ruiz',)); t.start(); t.join()"),
    ],
    ids=["process", "thread"],
)
def test_what_nobody_caught_is_logged_without_its_text(imports, deed):
    setup = "import django; django.setup();"
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'amparo.settings'; {setup} "
         + ENDS.format(imports, deed)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = json.loads(done.stderr.strip().splitlines()[-1])
    assert said["exception"] == "ValueError"
    assert said["level"] == "CRITICAL"
    assert "Ana" not in done.stderr + done.stdout


def test_a_wrong_setting_is_said_in_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "amparo", "check"],
        env={"AMPARO_NONSENSE": "1"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "AMPARO_NONSENSE is not a setting of Amparo. See docs/configuration.md.\n"
