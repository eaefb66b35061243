"""DESK-4: `amparo import_834` takes files in, names what it does not take, and goes on where it was cut off."""

import io
import json
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.coverage import imports
from amparo.coverage.models import (
    Finding,
    ImportFile,
    Interchange,
    Member,
    StagedFamily,
    StagedMember,
    StagedSet,
)
from amparo.coverage.tests import x12
from amparo.coverage.tests.conftest import NOW, counts
from amparo.coverage.tests.rows import findings, on_record
from amparo.coverage.x834 import apply, stage
from amparo.demo import enrolment

TODAY = date(2026, 11, 24)
CORPORA = x12.CORPORA
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the outside sample files are not beside the repository"
)


def run(*words, kind="import_834"):
    """The exit code and the lines of a command."""
    out = io.StringIO()
    try:
        call_command(kind, *map(str, words), stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


@pytest.fixture
def path(tmp_path):
    def write(data, name="file.edi"):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


GOOD = x12.file(x12.member("100", "10001"), x12.member("200", "20001", name="MATA*EVA"))
PARTLY = x12.file(x12.member("100", "10001"), x12.member("200", "20001", name="MATA*EVA", born="20269999"))


@pytest.mark.django_db
def test_the_last_line_counts_members_and_the_exit_code_says_how_it_went(path):
    code, lines = run(path(GOOD))
    assert (code, lines[-1]) == (0, "accepted 2 changed 2 held 0 rejected 0")
    code, lines = run(path(PARTLY.replace(b"000000101", b"000000102"), "b.edi"), "--partner", "EXCHANGE")
    assert (code, lines[-1]) == (0, "accepted 1 changed 0 held 1 rejected 0")
    assert ImportFile.objects.last().partner == "EXCHANGE"
    code, lines = run(path(b"nonsense", "c.edi"))
    assert (code, lines[-1]) == (1, "accepted 0 changed 0 held 0 rejected 0")


@pytest.mark.django_db
def test_several_files_are_counted_together(path):
    more = x12.file(x12.member("300", "30001", name="SOTO*IDA"), control="000000103")
    code, lines = run(path(GOOD), path(b"", "empty.edi"), path(more, "more.edi"))
    assert (code, lines[-1]) == (1, "accepted 3 changed 3 held 0 rejected 0")


@pytest.mark.django_db
def test_a_wrong_call_is_exit_two(tmp_path):
    for words in ([], [tmp_path / "nowhere.edi"], [tmp_path]):
        with pytest.raises(CommandError) as wrong:
            run(*words)
        assert wrong.value.returncode == 2 or "required" in str(wrong.value)


@pytest.mark.django_db
def test_a_held_record_is_named_with_line_reason_and_number_and_no_more(path):
    _, lines = run(path(PARTLY))
    assert lines[0] == (
        "file.edi line 26, segment 24, member 20001: held: The birth date is no possible day. "
        "Ask the sender to correct the record; it comes in with their next file."
    )
    assert not re.search(r"MATA|EVA|RIOS|MCALLEN|78501|2026-99|19840312", "\n".join(lines))


@pytest.mark.django_db
def test_json_says_the_same_a_line_each(path):
    code, lines = run(path(PARTLY), "--json")
    said = [json.loads(line) for line in lines[:-1]]
    assert code == 0 and lines[-1] == "accepted 1 changed 1 held 1 rejected 0"
    assert (said[0]["line"], said[0]["code"], said[0]["member_no"]) == (26, "bad_birth_date", "20001")
    assert said[1] == {
        "file": "file.edi",
        "state": "taken",
        "again": False,
        "resumed": False,
        "accepted": 1,
        "changed": 1,
        "held": 1,
        "rejected": 0,
    }


@pytest.mark.django_db
def test_the_same_bytes_again_do_nothing(path):
    run(path(PARTLY))
    before = on_record()
    code, lines = run(path(PARTLY, "another-name.edi"))
    assert (code, lines) == (
        0,
        ["another-name.edi: was taken before; nothing to do.", "accepted 0 changed 0 held 0 rejected 0"],
    )
    assert on_record() == before and ImportFile.objects.count() == 1


@pytest.mark.django_db
def test_a_control_number_with_other_bytes_is_held_whole(path):
    run(path(GOOD))
    before = on_record()
    code, lines = run(path(GOOD.replace(b"1 MAIN ST", b"2 MAIN ST"), "b.edi"))
    assert (code, lines[-1]) == (1, "accepted 0 changed 0 held 2 rejected 0")
    assert "Its control number came before." in lines[0] and on_record() == before


@pytest.mark.django_db
def test_a_refused_file_may_come_again_and_uses_up_no_control_number(path):
    damaged = GOOD.replace(b"SE*28*", b"SE*26*")
    assert run(path(damaged))[0] == 1 and run(path(damaged))[0] == 1
    assert not Interchange.objects.exists()
    assert run(path(GOOD, "good.edi"))[0] == 0


@pytest.mark.django_db
def test_a_dry_run_says_all_and_keeps_nothing(path):
    code, lines = run(path(PARTLY), "--dry-run")
    assert (code, lines[-1]) == (0, "accepted 1 changed 1 held 1 rejected 0")
    for model in (Member, ImportFile, StagedMember, StagedFamily, StagedSet, Finding, Interchange):
        assert not model.objects.exists()
    assert run(path(PARTLY))[1] == lines


@pytest.mark.django_db
def test_staging_holds_digests_only_and_is_empty_afterwards(path):
    data = x12.file(x12.member("100", "10001", ssn="455620381"))
    file = ImportFile.objects.create(sha256="x", kind="834", name="f", begun_at=NOW)
    stage.stage(file=file, events=imports._events(file, io.BytesIO(data), NOW), now=NOW)
    staged = StagedMember.objects.get()
    assert len(bytes(staged.ssn_digest)) == 32 and "455620381" not in json.dumps(staged.record)
    imports.go_on(now=NOW)
    assert not StagedMember.objects.exists() and not StagedSet.objects.exists()
    assert len(bytes(Member.objects.get().ssn_digest)) == 32


# ---- interruption ---------------------------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 6),  # family
        st.integers(1, 4),  # person; 1 is the subscriber
        st.sampled_from(["030", "030", "021", "024", "001", "025"]),
        st.sampled_from(["20260101", "20250101", "20260231", ""]),
        st.sampled_from(["", "", "20260131"]),
        st.sampled_from(["SLV1500", "BRZHSA"]),
    ),
    min_size=1,
    max_size=14,
)
FIRST = ("ANA", "LEO", "LUZ", "IVO")


def records(people):
    for family, person, maintenance, begins, ends, product in people:
        yield x12.member(
            f"{family}00",
            f"{family}000{person}",
            flag="Y" if person == 1 else "N",
            relationship=("18", "01", "19", "19")[person - 1],
            maintenance=maintenance,
            name=f"RIOS*{FIRST[person - 1]}",
            born=f"19{80 + person}0312",
            covers=(f"EPO,{product},{begins},{ends}",),
            ssn=f"45562{family}{person:03d}",
        )


class Cut(Exception):
    """The process is gone."""


def import_all(files, folder, *, cut_at=None, families=1):
    """Import files one after another; `cut_at` counts transactions until the process dies once, then starts again."""
    done = 0
    chunk, write = apply.chunk, stage._Staging.write

    def tick():
        nonlocal done
        done += 1
        if done == cut_at:
            raise Cut

    def cutting_chunk(**words):
        more = chunk(**words)
        tick()
        return more

    def cutting_write(self):
        write(self)
        tick()

    apply.chunk, stage._Staging.write = cutting_chunk, cutting_write
    try:
        for n, data in enumerate(files):
            path = Path(folder) / f"{n}.edi"
            path.write_bytes(data)
            try:
                imports.take(path=path, kind="834", now=NOW, families=families)
            except Cut:
                imports.go_on(now=NOW)
                imports.take(path=path, kind="834", now=NOW, families=families)
    finally:
        apply.chunk, stage._Staging.write = chunk, write


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(PEOPLE, PEOPLE, st.integers(1, 14), st.sampled_from([1, 2]))
def test_cut_off_anywhere_the_rows_are_the_same_in_the_end(tmp_path_factory, people, later, cut_at, families):
    folder = tmp_path_factory.mktemp("cut")
    files = [
        x12.file(*records(people), action="4", control="000000101"),
        x12.file(*records(later), action="2", control="000000102"),
    ]
    seen = []
    for cut in (None, cut_at):
        with transaction.atomic():
            import_all(files, folder, cut_at=cut, families=families)
            file_counts = [counts(file) for file in ImportFile.objects.order_by("id")]
            seen.append((on_record(), findings(), file_counts, StagedMember.objects.count()))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(PEOPLE, st.sampled_from([2, 3, 100]))
def test_the_size_of_chunks_makes_no_difference(tmp_path_factory, people, families):
    folder = tmp_path_factory.mktemp("chunks")
    seen = []
    for size in (1, families):
        with transaction.atomic():
            import_all([x12.file(*records(people))], folder, families=size)
            seen.append((on_record(), findings()))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


@pytest.mark.django_db
def test_between_two_chunks_no_family_is_half_there(path, monkeypatch):
    people = [
        x12.member(f"{f}00", f"{f}000{p}", flag="Y" if p == 1 else "N", relationship="18" if p == 1 else "19",
                   name=f"RIOS*{FIRST[p - 1]}", born=f"19{80 + p}0312")
        for f in range(1, 8) for p in range(1, 4)
    ]  # fmt: skip
    sizes = []
    chunk = apply.chunk

    def watching(**words):
        more = chunk(**words)
        households = Member.objects.values_list("household__subscriber_no", flat=True)
        sizes.append({no: list(households).count(no) for no in set(households)})
        return more

    monkeypatch.setattr(apply, "chunk", watching)
    imports.take(path=path(x12.file(*people)), kind="834", now=NOW, families=2)
    assert [len(s) for s in sizes] == [2, 4, 6, 7, 7]
    assert all(count == 3 for s in sizes for count in s.values())


@pytest.mark.django_db(transaction=True)
def test_a_family_the_database_refuses_is_held_alone(path, monkeypatch):
    from django.db import IntegrityError

    from amparo.coverage.x834.shelf import Shelf

    write = Shelf.write

    def refusing(self):
        write(self)
        if any(family.subscriber_no == "200" for family in self.families):
            raise IntegrityError

    monkeypatch.setattr(Shelf, "write", refusing)
    report = imports.take(path=path(GOOD), kind="834", now=NOW)
    assert counts(report) == (1, 1, 1, 0) and [s.code for s in report.findings] == ["not_stored"]
    assert list(Member.objects.values_list("own_key", flat=True)) == ["10001"]


HOME = """
import os, sys
from datetime import UTC, datetime
os.environ["AMPARO_HOME"] = sys.argv[1]
from amparo import config
from amparo.kernel.vault import keyring
keyring.create(config.current(), now=datetime(2026, 1, 1, tzinfo=UTC))
"""


def test_killed_with_minus_nine_it_goes_on_when_started_again(tmp_path):
    """The real command in a process of its own, killed between two chunks, on a database file."""
    import os
    import sqlite3

    root = Path(__file__).resolve().parents[3]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AMPARO_", "DJANGO_"))}
    env = {**clean, "AMPARO_HOME": str(tmp_path), "PYTHONPATH": str(root)}
    amparo = [sys.executable, "-m", "amparo"]
    subprocess.run([sys.executable, "-c", HOME, str(tmp_path)], env=env, cwd=root, check=True)
    subprocess.run([*amparo, "migrate", "-v", "0"], env=env, cwd=root, check=True, capture_output=True)
    file = tmp_path / "big.edi"
    file.write_text(enrolment.write(today=TODAY, families=900))
    members = file.read_text().count("\nINS*")
    begun = subprocess.Popen([*amparo, "import_834", str(file)], env=env, cwd=root, stdout=subprocess.PIPE)

    def asked(question):
        try:
            with sqlite3.connect(f"file:{tmp_path}/amparo.sqlite3?mode=ro", uri=True, timeout=5) as base:
                return base.execute(question).fetchone()[0] or 0
        except sqlite3.OperationalError:
            return 0

    give_up = time.monotonic() + 300
    while not asked("SELECT max(cursor) FROM coverage_import_file") and time.monotonic() < give_up:
        time.sleep(0.01)
    begun.send_signal(signal.SIGKILL)
    assert begun.wait(10) == -signal.SIGKILL, "it was done before it could be killed"
    there = asked("SELECT count(*) FROM coverage_member")
    assert 0 < there < members
    again = subprocess.run(
        [*amparo, "import_834", str(file)], env=env, cwd=root, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
    assert "went on where it was interrupted" in again.stdout
    assert asked("SELECT count(*) FROM coverage_member") == members
    assert asked("SELECT accepted FROM coverage_import_file") == members
    assert asked("SELECT count(*) FROM coverage_staged_member") == 0


# ---- files from outside ---------------------------------------------------------------------------------------------

BROKEN = {
    "00_good": (0, (4, 4, 1, 0), ["not_on_record"]),
    "01_se_count": (1, (0, 0, 0, 5), ["wrong_count"]),
    "02_bad_ins03": (1, (0, 0, 5, 0), ["maintenance_unknown", *["subscriber_held"] * 3, "not_on_record"]),
    "03_missing_ref0f": (
        1,
        (0, 0, 5, 0),
        ["no_subscriber_number", *["subscriber_missing"] * 3, "not_on_record"],
    ),
    "04_bad_date": (1, (0, 0, 5, 0), ["bad_birth_date", *["subscriber_held"] * 3, "not_on_record"]),
    "05_out_of_order": (0, (4, 4, 1, 0), ["not_on_record"]),
    "06_iea_mismatch": (1, (0, 0, 0, 5), ["control_numbers_differ"]),
    "07_ge_count": (1, (0, 0, 0, 5), ["wrong_count"]),
    "08_unknown_segment": (0, (4, 4, 1, 0), ["not_on_record"]),
    "09_truncated": (1, (0, 0, 0, 5), ["cut_short"]),
    "10_hd_without_date": (
        1,
        (0, 0, 5, 0),
        ["cover_without_begin", *["subscriber_held"] * 3, "not_on_record"],
    ),
    "11_name_too_long": (1, (0, 0, 5, 0), ["name_too_long", *["subscriber_held"] * 3, "not_on_record"]),
    "12_bad_state": (0, (4, 4, 1, 0), ["not_on_record"]),
    "13_nm108_no_nm109": (0, (4, 4, 1, 0), ["not_on_record"]),
    "14_utf8_name": (0, (4, 4, 1, 0), ["not_on_record"]),
    "15_wrong_version": (1, (0, 0, 0, 5), ["wrong_version"]),
    "16_bad_isa": (1, (0, 0, 0, 0), ["bad_isa"]),
    "17_bad_lang": (0, (4, 4, 1, 0), ["not_on_record"]),
    "18_qty_total_wrong": (1, (0, 0, 5, 0), ["totals_differ"]),
    "19_dependent_first": (1, (0, 0, 5, 0), ["totals_differ", "totals_differ"]),
    "20_bad_maint_reason": (0, (4, 4, 1, 0), ["not_on_record"]),
    "21_concatenated_two_isa": (0, (4, 4, 6, 0), ["not_on_record", "control_number_used"]),
    "22_no_newlines": (0, (4, 4, 1, 0), ["not_on_record"]),
    "23_newline_terminator": (0, (4, 4, 1, 0), ["not_on_record"]),
}
WARNED = {
    "05_out_of_order": ("out_of_order", 16),
    "08_unknown_segment": ("unknown_segment", 22),
    "12_bad_state": ("bad_state", 22),
    "13_nm108_no_nm109": ("ssn_missing", 19),
    "17_bad_lang": ("bad_language", 24),
    "20_bad_maint_reason": ("reason_unknown", 14),
}


@needs_corpora
@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_from_outside(name):
    code, lines = run(CORPORA / "834-broken" / f"{name}.edi", "--json")
    said = [json.loads(line) for line in lines[:-1]]
    found = [(s["code"], s["line"]) for s in said if "code" in s]
    wanted_code, (accepted, changed, held, rejected), wanted = BROKEN[name]
    assert lines[-1] == f"accepted {accepted} changed {changed} held {held} rejected {rejected}"
    assert code == wanted_code
    assert [c for c, _ in found if str(rules_severity(c)) != "warning"] == wanted
    if name in WARNED:
        assert WARNED[name] in found


def rules_severity(code):
    from amparo.coverage.x834.rules import RULES

    return RULES[code].severity


@needs_corpora
def test_every_broken_file_is_tried():
    assert {p.stem for p in (CORPORA / "834-broken").glob("*.edi")} == set(BROKEN)


@needs_corpora
@pytest.mark.django_db
def test_a_full_file_of_900_families_from_outside_is_taken_whole():
    code, lines = run(CORPORA / "834-full-file-900.edi")
    assert (code, lines[-1]) == (0, "accepted 2027 changed 2027 held 0 rejected 0")
    assert Member.objects.filter(language="spa").count() == 800


@needs_corpora
@pytest.mark.django_db
def test_its_faulty_twin_is_taken_with_a_word_on_every_bad_state():
    code, lines = run(CORPORA / "834-full-file-900-faulty.edi")
    assert (code, lines[-1]) == (0, "accepted 2027 changed 2027 held 0 rejected 0")
    assert sum("N4 holds no known state." in line for line in lines) == 670
    assert Member.objects.filter(state="").count() == 670


@needs_corpora
@pytest.mark.django_db
def test_three_families_from_outside_keep_their_households():
    run(CORPORA / "834-three-families.edi")
    families = Member.objects.values_list("household__subscriber_no", "is_subscriber")
    assert sorted(families) == [
        ("100000001", True),
        *[("100000002", False)] * 2, ("100000002", True),
        *[("100000003", False)] * 2, ("100000003", True),
    ]  # fmt: skip
    assert set(Member.objects.values_list("household__broker__broker_id", flat=True)) == {"1234567"}


@pytest.mark.django_db
def test_who_begins_a_file_anew_takes_it_over_from_who_was_staging_it(path):
    """Two processes with one file: the later wins, nothing is staged twice."""
    from datetime import timedelta

    file = ImportFile.objects.create(sha256="x", kind="834", name="f", begun_at=NOW)

    def events():
        for n, event in enumerate(imports._events(file, io.BytesIO(GOOD), NOW)):
            if n == 3:
                other = ImportFile.objects.get(id=file.pk)
                again = imports._events(other, io.BytesIO(GOOD), NOW)
                stage.stage(file=other, events=again, now=NOW + timedelta(seconds=1))
            yield event

    with pytest.raises(stage.TakenOver):
        stage.stage(file=file, events=events(), now=NOW)
    imports.go_on(now=NOW)
    assert counts(ImportFile.objects.get()) == (2, 2, 0, 0)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 10_000), st.sampled_from(["replace", "delete", "insert"]), st.binary(max_size=3)
    ),
    min_size=1,
    max_size=6,
)
WHOLE_FAMILY = x12.file(
    x12.member("100", "10001", "PER*IP**HP*9565550111*EM*ana@example.com", "LUI*LD*SPA**6", ssn="455620381"),
    x12.member("100", "10002", flag="N", relationship="19", name="RIOS*LUZ", born="20120505"),
    x12.member(
        "200", "20001", name="MUÑOZ*EVA", covers=("PPO,SLV1500,20250101,20251231", "DEN,DEN100,20260101")
    ),
    header=("N1*BO*PALMA REAL*94*4400121",),
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_no_damage_makes_the_import_fall_over(tmp_path_factory, edits):
    """Whatever happened to the bytes, the file is taken, held or rejected, and every member is accounted for."""
    data = bytearray(WHOLE_FAMILY)
    for at, what, some in edits:
        at %= len(data) or 1
        data[at : at + (what != "insert") * max(1, len(some))] = b"" if what == "delete" else some
    path = tmp_path_factory.mktemp("damage") / "file.edi"
    path.write_bytes(bytes(data))
    with transaction.atomic():
        report = imports.take(path=path, kind="834", now=NOW)
        assert report.state in {"taken", "held", "rejected"}
        assert report.accepted >= Member.objects.count()
        assert report.changed <= report.accepted
        assert report.held + report.rejected == 0 or report.findings
        assert not StagedMember.objects.exclude(family__state="parked").exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_control_characters_do_not_reach_the_database(path):
    data = x12.file(x12.member("100", "10001", "Z\x00Z*1", name="RI\x00OS*A\x07NA"))
    report = imports.take(path=path(data), kind="834", now=NOW)
    assert counts(report) == (1, 1, 0, 0)
    assert (Member.objects.get().last_name, Member.objects.get().first_name) == ("RIOS", "ANA")
