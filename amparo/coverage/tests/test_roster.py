"""DESK-4: a roster brings the same people in as an 834, and says of every row what is wrong with it."""

import io

import pytest
from django.core.management import call_command

from amparo.coverage.models import Member
from amparo.coverage.roster import BY_NAME, COLUMNS
from amparo.coverage.tests.conftest import codes, counts
from amparo.coverage.tests.rows import on_record, spans

pytestmark = pytest.mark.django_db
HEAD = "subscriber_number,member_number,relationship,last_name,first_name,birth_date,zip,state,product,kind,cover_begins,ssn"
ANA = "100,10001,self,Ríos,Ana,1984-03-12,78501,TX,SLV1500,medical,2026-01-01,455-62-0381"
LUZ = "100,10002,child,Ríos,Luz,05/05/2012,78501,tx,SLV1500,,01/01/2026,"


def roster(*rows, head=HEAD):
    return "\n".join([head, *rows, ""]).encode()


def take_roster(take, *rows, head=HEAD):
    return take(roster(*rows, head=head), kind="roster", name=f"roster-{abs(hash((rows, head)))}.csv")


def test_a_family_comes_in(take):
    report = take_roster(take, ANA, LUZ)
    assert counts(report) == (2, 2, 0, 0) and report.findings == ()
    ana, luz = on_record()["10001"], on_record()["10002"]
    assert (ana["last_name"], ana["is_subscriber"], ana["zip5"], ana["relationship"]) == (
        "Ríos",
        True,
        "78501",
        "18",
    )
    assert len(ana["ssn"]) == 64 and luz["state"] == "TX" and luz["birth_on"].isoformat() == "2012-05-05"
    assert spans("10002") == [("HLT", "SLV1500", "2026-01-01", None, False)]


def test_rows_of_one_person_are_their_products(take):
    dental = ANA.replace("SLV1500,medical", "DEN100,dental")
    assert counts(take_roster(take, ANA, dental, LUZ)) == (2, 2, 0, 0)
    assert [s[:2] for s in spans("10001")] == [("DEN", "DEN100"), ("HLT", "SLV1500")]


def test_columns_may_stand_in_any_order_with_every_field(take):
    row = {
        "subscriber_number": "100",
        "member_number": "10001",
        "relationship": "Self",
        "last_name": "Rios",
        "first_name": "Ana",
        "middle_name": "Lucia",
        "birth_date": "3/12/1984",
        "sex": "F",
        "ssn": "455620381",
        "address_1": "1 Main St",
        "address_2": "Apt 2",
        "city": "McAllen",
        "state": "TX",
        "zip": "78501-1234",
        "phone": "(956) 555-0111",
        "mobile": "956.555.0112",
        "email": "ana@example.com",
        "language": "es",
        "confidential": "yes",
        "broker_id": "B7",
        "group_number": "G1",
        "product": "SLV1500",
        "kind": "medical",
        "cover_begins": "2026-01-01",
        "cover_ends": "2026-12-31",
        "pcp_npi": "1558301044",
        "pcp_name": "Irene Salazar",
    }
    assert set(row) == set(BY_NAME)
    names = sorted(row)
    report = take_roster(
        take,
        ",".join(f'"{row[n]}"' for n in names),
        head=",".join(n.replace("_", " ").title() for n in names),
    )
    assert counts(report) == (1, 1, 0, 0) and report.findings == ()
    ana = on_record()["10001"]
    assert (ana["phone"], ana["mobile"], ana["language"], ana["restricted"]) == (
        "9565550111",
        "9565550112",
        "spa",
        True,
    )
    assert (ana["zip5"], ana["zip4"], ana["household"]) == ("78501", "1234", ("100", "G1", "", "B7"))
    assert ana["care"] == [("P3", "1558301044", "Irene Salazar", "")]
    assert spans("10001")[0][3] == "2026-12-31"


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("1984-03-12", "12.3.1984", "roster_value", "birth_date"),
        ("1984-03-12", "1984-02-31", "roster_value", "birth_date"),
        ("1984-03-12", "", "roster_field_missing", "birth_date"),
        (",self,", ",boss,", "roster_value", "relationship"),
        ("medical", "legal", "roster_value", "kind"),
        ("2026-01-01", "soon", "roster_value", "cover_begins"),
        ("2026-01-01", "", "cover_without_begin", "DTP 348"),
        ("100,10001", ",10001", "roster_field_missing", "subscriber_number"),
        ("78501,", "78501,x,", "roster_columns_differ", "fields"),
    ],
)
def test_a_bad_row_is_held_and_named_with_its_column(take, old, new, code, word):
    bad = ANA.replace(old, new, 1)
    report = take_roster(take, "200,20001,self,Mata,Eva,1970-01-01,78501,TX,SLV1500,,2026-01-01,", bad)
    assert counts(report) == (1, 1, 1, 0)
    said = [s for s in report.findings if s.code == code]
    assert said and said[0].line == 3 and word in said[0].sentence
    assert list(Member.objects.values_list("own_key", flat=True)) == ["20001"]


def test_the_line_of_a_row_after_a_field_with_line_breaks_is_right(take):
    two_lines = ANA.replace("Ríos", '"Ríos\nGarcía"')
    report = take_roster(take, two_lines, LUZ.replace("05/05/2012", "never"))
    assert (report.findings[0].code, report.findings[0].line) == ("roster_value", 4)
    assert Member.objects.get().last_name == "Ríos García"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (roster(ANA, head=HEAD.replace("birth_date", "birthday")), "roster_column_missing"),
        (roster(ANA, head=HEAD.replace("state", "province")), "roster_column_unknown"),
        (roster(ANA).decode().encode("latin-1"), "roster_not_text"),
        (roster(ANA.replace("Ana", '"Ana')), "roster_not_text"),
    ],
)
def test_a_file_that_is_no_roster_is_rejected(take, data, code):
    report = take(data, kind="roster")
    assert code in codes(report) and report.state == "rejected" and not Member.objects.exists()


def test_the_command_counts_and_its_help_names_every_column(tmp_path, capsys):
    (tmp_path / "r.csv").write_bytes(roster(ANA, LUZ))
    out = io.StringIO()
    call_command("import_roster", str(tmp_path / "r.csv"), stdout=out)
    assert out.getvalue().splitlines()[-1] == "accepted 2 changed 2 held 0 rejected 0"
    with pytest.raises(SystemExit):
        call_command("import_roster", "--help")
    helped = capsys.readouterr().out
    assert all(f"  {column.name}" in helped and column.takes in helped for column in COLUMNS)
