"""Every fault of a file is found, at its line, with what to do; what can be taken is taken."""

import dataclasses

import pytest

from amparo.coverage.models import Member, StagedMember
from amparo.coverage.tests import x12
from amparo.coverage.tests.conftest import codes, counts
from amparo.coverage.x834 import rules
from amparo.coverage.x834.rules import RULES


def person(*more, **other):
    return x12.member("100", "10001", *more, **other)


def with_line(old, new, record=None):
    record = list(record or person())
    record[record.index(old)] = new
    return record


NM1, DMG, N4 = "NM1*IL*1*RIOS*ANA", "DMG*D8*19840312*F", "N4*MCALLEN*TX*78501"
HELD = [
    ("no_subscriber_number", [s for s in person() if not s.startswith("REF*0F")], 10),
    ("number_too_long", with_line("REF*17*10001", f"REF*17*{'9' * 51}"), 10),
    ("maintenance_unknown", with_line("INS*Y*18*030*XN*A", "INS*Y*18*999*XN*A"), 10),
    ("flag_unknown", with_line("INS*Y*18*030*XN*A", "INS*Q*18*030*XN*A"), 10),
    ("no_name", with_line(NM1, "NM1*IL*1**ANA"), 13),
    ("name_too_long", with_line(NM1, f"NM1*IL*1*{'X' * 61}*ANA"), 13),
    ("no_birth_date", with_line(DMG, "DMG***F"), 16),
    ("bad_birth_date", with_line(DMG, "DMG*D8*19840231*F"), 16),
    ("bad_birth_date", with_line(DMG, "DMG*D8*18840312*F"), 16),
    ("bad_birth_date", with_line(DMG, "DMG*D8*20990312*F"), 16),
    ("bad_death_date", with_line("INS*Y*18*030*XN*A", "INS*Y*18*030*XN*A******D8*20251301"), 10),
    ("bad_death_date", with_line("INS*Y*18*030*XN*A", "INS*Y*18*030*XN*A******D8*19800101"), 10),
    ("bad_date", with_line("DTP*348*D8*20260101", "DTP*348*D8*20260231"), 18),
    ("cover_without_begin", person(covers=("EPO,BRZHSA",)), 17),
    ("cover_action_unknown", person(covers=("EPO,BRZHSA,20260101,,999",)), 17),
    ("cover_kind_missing", person(covers=(",BRZHSA,20260101",)), 17),
]
TAKEN = [
    ("relationship_unknown", with_line("INS*Y*18*030*XN*A", "INS*Y*QQ*030*XN*A"), 10),
    ("reason_unknown", with_line("INS*Y*18*030*XN*A", "INS*Y*18*030*QQ*A"), 10),
    ("bad_state", with_line(N4, "N4*MCALLEN*QQ*78501"), 15),
    ("bad_zip", with_line(N4, "N4*MCALLEN*TX*7850"), 15),
    ("bad_email", person("PER*IP**EM*nowhere"), 17),
    ("bad_phone", person("PER*IP**HP*555"), 17),
    ("bad_language", person("LUI*LD*XXX**6"), 17),
    ("bad_language", person("LUI*LD*SPA**9"), 17),
    ("ssn_missing", with_line(NM1, NM1 + "****34"), 13),
    ("ssn_impossible", person(ssn="000620381"), 13),
    ("unknown_segment", person("ZZZ*1"), 17),
    ("out_of_order", person("REF*1L*GRP"), 17),
    ("odd_date", with_line("REF*17*10001", "DTP*356*D8*20269999"), 12),
    ("cover_kind_unknown", person(covers=("QQQ,BRZHSA,20260101",)), 17),
    ("product_unknown", person(covers=("EPO,NOSUCH,20260101",)), 17),
]


@pytest.mark.parametrize(("code", "record", "line"), HELD, ids=[f"{c}-{n}" for n, (c, *_) in enumerate(HELD)])
def test_a_fault_holds_the_record_and_names_its_line(take, code, record, line):
    report = take(x12.file(record, x12.member("200", "20001", name="MATA*EVA")))
    assert counts(report) == (1, 1, 1, 0)
    assert (code, line) in {(said.code, said.line) for said in report.findings}
    assert list(Member.objects.values_list("own_key", flat=True)) == ["20001"]
    assert not StagedMember.objects.exists()


@pytest.mark.parametrize(
    ("code", "record", "line"), TAKEN, ids=[f"{c}-{n}" for n, (c, *_) in enumerate(TAKEN)]
)
def test_an_oddity_is_told_and_the_member_is_taken(take, code, record, line):
    report = take(x12.file(record))
    assert counts(report) == (1, 1, 0, 0)
    assert [(said.code, said.line, said.severity) for said in report.findings] == [(code, line, "warning")]


def test_a_self_who_is_a_dependant_is_held(take):
    report = take(x12.file(person(), x12.member("100", "10002", flag="N", name="RIOS*LUZ", born="20120505")))
    assert codes(report) == ["self_not_subscriber"] and counts(report) == (1, 1, 1, 0)


def test_a_grown_child_is_told(take):
    child = x12.member("100", "10002", flag="N", relationship="19", name="RIOS*LUZ", born="20000114")
    assert codes(take(x12.file(person(), child))) == ["grown_child"]


def test_two_spouses_are_told(take):
    spouses = [
        x12.member("100", f"1000{n}", flag="N", relationship="01", name=f"RIOS*{name}", born="19800101")
        for n, name in ((2, "LEO"), (3, "RAUL"))
    ]
    assert codes(take(x12.file(person(), *spouses))) == ["two_spouses"]


def test_dependants_who_remain_when_the_subscriber_ends_are_told(take):
    child = x12.member("100", "10002", flag="N", relationship="19", name="RIOS*LUZ", born="20120505")
    take(x12.file(person(), child))
    gone = person("DTP*357*D8*20260131", maintenance="024", covers=())
    assert codes(take(x12.file(gone, action="2", control="2" * 9))) == ["dependants_remain"]


def test_a_change_that_reaches_far_back_is_told(take):
    added = person(maintenance="021", covers=("EPO,BRZHSA,20251101",))
    assert codes(take(x12.file(added, action="2"))) == ["retroactive"]


def test_ending_a_cover_nobody_has_is_told(take):
    take(x12.file(person()))
    change = person(maintenance="001", covers=("DEN,DEN100,,20260228,024",))
    assert codes(take(x12.file(change, action="2", control="2" * 9))) == ["cover_not_found"]


GOOD = x12.file(person(), x12.member("200", "20001", name="MATA*EVA"))
WHOLE = [
    ("wrong_count", GOOD.replace(b"SE*28*", b"SE*3*"), "rejected"),
    ("wrong_count", GOOD.replace(b"GE*1*", b"GE*2*"), "rejected"),
    ("wrong_count", GOOD.replace(b"IEA*1*", b"IEA*2*"), "rejected"),
    ("control_numbers_differ", GOOD.replace(b"IEA*1*000000101", b"IEA*1*000000999"), "rejected"),
    ("control_numbers_differ", GOOD.replace(b"GE*1*1", b"GE*1*7"), "rejected"),
    ("control_numbers_differ", GOOD.replace(b"*0001~\nGE", b"*0002~\nGE"), "rejected"),
    ("cut_short", GOOD[: GOOD.index(b"SE*28")], "rejected"),
    ("cut_short", GOOD[: GOOD.index(b"GE*1")], "rejected"),
    ("cut_short", GOOD[: GOOD.index(b"IEA*1")], "rejected"),
    ("cut_short", GOOD[: GOOD.index(b"SE*28") - 30], "rejected"),
    ("wrong_version", GOOD.replace(b"005010X220A1", b"004010X095A1"), "rejected"),
    ("wrong_kind", GOOD.replace(b"GS*BE", b"GS*HC"), "rejected"),
    ("wrong_kind", GOOD.replace(b"ST*834", b"ST*837"), "rejected"),
    ("envelope_order", GOOD.replace(b"GE*1*1~\n", b"GE*1*1~\nINS*Y*18~\n"), "rejected"),
    ("envelope_order", GOOD.replace(b"SE*28*0001~\n", b"SE*28*0001~\nSE*28*0001~\n"), "rejected"),
    ("no_interchange", b"subscriber,first,last\n", "rejected"),
    ("empty_file", b"", "rejected"),
    ("test_file", x12.file(person(), usage="T"), "held"),
    ("information_copy", GOOD.replace(b"BGN*00", b"BGN*22"), "held"),
    ("unknown_action", GOOD.replace(b"****4~", b"****9~"), "held"),
    ("totals_differ", GOOD.replace(b"QTY*TO*2", b"QTY*TO*3"), "held"),
    ("totals_differ", GOOD.replace(b"QTY*DT*0", b"QTY*DT*1"), "held"),
]


@pytest.mark.parametrize(
    ("code", "data", "state"), WHOLE, ids=[f"{c}-{n}" for n, (c, *_) in enumerate(WHOLE)]
)
def test_a_damaged_or_doubtful_file_is_not_taken_at_all(take, code, data, state):
    assert data != GOOD
    report = take(data)
    assert code in codes(report) and report.state == state and report.whole_file_refused
    assert report.accepted == 0
    assert not Member.objects.exists() and not StagedMember.objects.exists()
    assert report.held + report.rejected == data.count(b"INS*Y*18*")


def test_a_good_file_is_good(take):
    report = take(GOOD)
    assert report.findings == () and counts(report) == (2, 2, 0, 0)


def test_a_bad_set_does_not_spoil_the_good_one_beside_it(take):
    second = (
        GOOD[GOOD.index(b"ST*834") : GOOD.index(b"GE*1")]
        .replace(b"*0001", b"*0002")
        .replace(b"QTY*TO*2", b"QTY*TO*9")
    )
    second = second.replace(b"0F*100", b"0F*300").replace(b"17*10001", b"17*30001")
    second = second.replace(b"0F*200", b"0F*400").replace(b"17*20001", b"17*40001")
    both = GOOD.replace(b"GE*1*1", second + b"GE*2*1")
    report = take(both)
    assert counts(report) == (2, 2, 2, 0) and not report.whole_file_refused
    assert set(Member.objects.values_list("own_key", flat=True)) == {"10001", "20001"}


def test_a_rule_says_what_is_wrong_and_what_to_do_in_both_languages():
    from django.utils import translation

    facts = dict.fromkeys(
        ("segment", "said", "counted", "version", "qualifier", "end", "product", "column", "wanted"), "X"
    )
    for code, rule in RULES.items():
        for language in ("en", "es"):
            with translation.override(language):
                sentence = rule.sentence(facts)
                assert sentence.endswith(".") and sentence.count(".") >= 2, (code, sentence)


def test_no_rule_is_idle():
    """Every code of the table is said somewhere, and nothing is said that is not in it."""
    import re
    from pathlib import Path

    folder = Path(rules.__file__).parent
    text = "".join(
        p.read_text("utf-8")
        for p in [*folder.glob("*.py"), folder.parent / "roster.py"]
        if p.name != "rules.py"
    )
    said = set(re.findall(r'"([a-z_]+)"', text))
    assert set(RULES) <= said, set(RULES) - said


def test_a_rule_cannot_be_changed_by_the_way():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RULES["bad_zip"].severity = "reject"
