"""SITE-3: brokers come in by their id, and a household's broker is shown with phone and e-mail."""

import io

import pytest
from django.core.management import CommandError, call_command

from amparo.coverage import read
from amparo.coverage.models import Broker
from amparo.demo import enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def running(text, encoding="utf-8"):
        (tmp_path / "brokers.csv").write_bytes(text.encode(encoding))
        out, code = io.StringIO(), 0
        try:
            call_command("import_brokers", str(tmp_path / "brokers.csv"), stdout=out)
        except SystemExit as ended:
            code = ended.code
        return code, out.getvalue().splitlines()

    return running


def test_a_broker_is_kept_and_changed(run):
    assert run("id,name,phone,email\n7,Peña & Co,(956) 555-0162,hola@pena.example\n")[1] == [
        "accepted 1 changed 1 held 0 rejected 0"
    ]
    assert run("\ufeffID,Name,Phone,Email\n7,Peña & Co,956-555-0162,hola@pena.example\n\n8,Alone,,\n")[1] == [
        "accepted 2 changed 1 held 0 rejected 0"
    ]
    broker = Broker.objects.get(broker_id="7")
    assert (broker.name, broker.phone, broker.email) == ("Peña & Co", "9565550162", "hola@pena.example")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7,Peña", "more or fewer than four"),
        (",Peña,,", "id is missing"),
        ("7,,,", "name is missing"),
        ("7,Peña,555,", "ten digits"),
        ("7,Peña,,nowhere", "e-mail"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_kept(run, row, reason):
    code, lines = run(f"id,name,phone,email\n{row}\n8,Good,,\n")
    assert code == 0 and lines[0].startswith("brokers.csv line 2: ") and reason in lines[0]
    assert lines[-1] == "accepted 1 changed 1 held 1 rejected 0"
    assert Broker.objects.get().broker_id == "8"


@pytest.mark.parametrize("text", ["", "name,id\n1,2\n", "id,name,phone,email\n7,Pe\xf1a,,\n"])
def test_a_file_that_is_no_list_of_brokers_is_refused(run, text):
    code, lines = run(text, encoding="latin-1")
    assert code == 1 and lines[-1] == "accepted 0 changed 0 held 1 rejected 0"


def test_no_file_is_a_wrong_call(tmp_path):
    with pytest.raises(CommandError) as wrong:
        call_command("import_brokers", str(tmp_path / "none.csv"))
    assert wrong.value.returncode == 2


def test_a_member_sees_the_broker_the_file_named(members):
    for person, broker in ((members.ana, 0), (members.dee, 1), (members.rosa, 2)):
        wanted = enrolment.BROKERS[broker]
        assert read.broker_of(person.id) == read.BrokerView(wanted.name, wanted.phone, wanted.email)


def test_a_household_without_broker_has_none(members):
    members.ana.household.broker = None
    members.ana.household.save()
    assert read.broker_of(members.sofia.id) is None
