"""What full files and change files mean for what is on record."""

from datetime import timedelta

import pytest

from amparo.coverage.models import Broker, Household, Member, Person
from amparo.coverage.tests import x12
from amparo.coverage.tests.conftest import NOW, codes, counts
from amparo.coverage.tests.rows import on_record, spans

ONE = ("100", "10001")
TWO = ("100", "10002")


def dependant(number="10002", name="RIOS*LUZ", born="20120505", **more):
    return x12.member("100", number, flag="N", relationship="19", name=name, born=born, **more)


def member(key="10001"):
    return Member.objects.get(own_key=key)


def test_a_full_file_adds_a_family_with_everything_it_says(take):
    header = ("N1*BO*PALMA REAL*94*4400121",)
    first = x12.member(*ONE, covers=("EPO,BRZHSA,20260101", "DEN,DEN100,20260201"))
    at = first.index("N3*1 MAIN ST")
    first.insert(at, "PER*IP**CP*(956) 555-0111*EM*ana@example.com*WP*9565550112")
    at = first.index("DMG*D8*19840312*F") + 1
    first[at:at] = ["LUI*LE*es**6", "LUI*LD*ENG**7", "NM1*31*1", "N3*PO BOX 7", "N4*PHARR*TX*785770007"]
    first += [
        "LX*1",
        "NM1*P3*1*HOUSE*GREGORY****XX*1234567893*25",
        "PER*IC**TE*9565550199",
        "PLA*2*1P*20260101",
    ]
    child = dependant()
    child[-3:-3] = ["NM1*S3*1*RIOS*PABLO", "PER*PQ**TE*9565550177*EM*pablo@example.com"]
    assert counts(take(x12.file(first, child, header=header))) == (2, 2, 0, 0)
    ana = on_record()["10001"]
    assert (ana["first_name"], ana["last_name"], ana["relationship"], ana["is_subscriber"]) == (
        "ANA",
        "RIOS",
        "18",
        True,
    )
    assert (ana["mobile"], ana["work_phone"], ana["email"]) == ("9565550111", "9565550112", "ana@example.com")
    assert (ana["language"], ana["spoken_language"]) == ("spa", "eng")
    assert (ana["zip5"], ana["mail_line1"], ana["mail_zip5"]) == ("78501", "PO BOX 7", "78577")
    assert ana["household"] == ("100", "", "SPONSOR", "4400121")
    assert ana["care"] == [("P3", "1234567893", "GREGORY HOUSE", "9565550199")]
    assert spans("10001") == [
        ("DEN", "DEN100", "2026-02-01", None, False),
        ("EPO", "BRZHSA", "2026-01-01", None, False),
    ]
    assert on_record()["10002"]["answering"] == [("S3", "PABLO RIOS", "9565550177")]
    assert Broker.objects.get().name == "PALMA REAL"


def test_the_same_full_file_under_a_new_number_changes_nothing(take):
    people = [x12.member(*ONE), dependant()]
    take(x12.file(*people))
    before = on_record()
    assert counts(take(x12.file(*people, control="000000102"))) == (2, 0, 0, 0)
    assert on_record() == before


def test_absence_from_a_full_file_ends_nothing(take):
    take(x12.file(x12.member(*ONE), dependant()))
    take(x12.file(x12.member(*ONE), control="000000102"))
    assert spans("10002") == [("EPO", "BRZHSA", "2026-01-01", None, False)]


def test_a_change_001_never_creates(take):
    report = take(x12.file(x12.member(*ONE, maintenance="001"), action="2"))
    assert codes(report) == ["not_on_record"] and counts(report) == (0, 0, 1, 0)
    assert not Member.objects.exists() and not Household.objects.exists()


def test_a_change_001_changes_what_it_says_and_no_more(take):
    take(x12.file(x12.member(*ONE, "LUI*LD*SPA**6", covers=("EPO,BRZHSA,20260101,20261231",))))
    moved = [s for s in x12.member(*ONE, maintenance="001", covers=())]
    moved[moved.index("N3*1 MAIN ST")] = "N3*9 NEW RD"
    assert counts(take(x12.file(moved, action="2", control="000000102"))) == (1, 1, 0, 0)
    assert member().line1 == "9 NEW RD" and member().language == "spa"
    assert spans("10001") == [("EPO", "BRZHSA", "2026-01-01", "2026-12-31", False)]


def test_an_addition_021_needs_a_begin_date(take):
    report = take(x12.file(x12.member(*ONE, maintenance="021", covers=("EPO,BRZHSA",)), action="2"))
    assert codes(report) == ["cover_without_begin"] and counts(report) == (0, 0, 1, 0)


def test_a_cancellation_024_ends_every_cover_on_its_day(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20260101", "DEN,DEN100,20260101"))))
    gone = x12.member(*ONE, "DTP*357*D8*20260131", maintenance="024", covers=())
    assert counts(take(x12.file(gone, action="2", control="000000102"))) == (1, 1, 0, 0)
    assert [s[3] for s in spans("10001")] == ["2026-01-31", "2026-01-31"]
    assert member().cover_to.isoformat() == "2026-01-31"


def test_a_cancellation_without_a_day_ends_with_the_month_and_says_so(take):
    take(x12.file(x12.member(*ONE)))
    report = take(x12.file(x12.member(*ONE, maintenance="024", covers=()), action="2", control="000000102"))
    assert codes(report) == ["end_repaired"] and "2026-01-31" in report.findings[0].sentence
    assert spans("10001")[0][3] == "2026-01-31"


def test_a_cancellation_may_name_nobody_but_the_number(take):
    take(x12.file(x12.member(*ONE)))
    bare = ["INS*Y*18*024*07*A", "REF*0F*100", "REF*17*10001", "DTP*357*D8*20260131"]
    assert counts(take(x12.file(bare, action="2", control="000000102"))) == (1, 1, 0, 0)
    assert member().last_name == "RIOS" and member().cover_to.isoformat() == "2026-01-31"


def test_a_cancelled_cover_leaves_the_others(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20260101", "DEN,DEN100,20260101"))))
    change = x12.member(*ONE, maintenance="001", covers=("DEN,DEN100,,20260228,024",))
    take(x12.file(change, action="2", control="000000102"))
    assert {s[0]: s[3] for s in spans("10001")} == {"DEN": "2026-02-28", "EPO": None}
    assert member().cover_to is None


def test_a_cover_cancelled_before_it_began_was_never_in_force(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20260301",))))
    take(
        x12.file(
            x12.member(*ONE, "DTP*357*D8*20260228", maintenance="024", covers=()), action="2", control="2" * 9
        )
    )
    assert spans("10001") == [("EPO", "BRZHSA", "2026-03-01", "2026-02-28", True)]
    assert member().cover_from is None


def test_a_reinstatement_025_takes_the_end_back(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20250101,20251231",))))
    assert counts(
        take(
            x12.file(x12.member(*ONE, maintenance="025", covers=("EPO,BRZHSA",)), action="2", control="2" * 9)
        )
    )
    assert spans("10001") == [("EPO", "BRZHSA", "2025-01-01", None, False)]


def test_a_reinstatement_after_a_gap_keeps_the_gap(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20250101,20250630",))))
    take(
        x12.file(
            x12.member(*ONE, maintenance="025", covers=("EPO,BRZHSA,20260101",)), action="2", control="2" * 9
        )
    )
    assert [s[2:4] for s in spans("10001")] == [("2025-01-01", "2025-06-30"), ("2026-01-01", None)]


def test_a_later_begin_is_a_new_span_and_history_stays(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20250101",))))
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20260101",)), control="000000102"))
    assert [s[2:4] for s in spans("10001")] == [("2025-01-01", "2025-12-31"), ("2026-01-01", None)]


def test_an_earlier_begin_that_comes_late_stands_before(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20260101",))))
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20250101",)), control="000000102"))
    assert [s[2:4] for s in spans("10001")] == [("2025-01-01", "2025-12-31"), ("2026-01-01", None)]


def test_two_products_of_one_kind_do_not_cut_each_other(take):
    take(x12.file(x12.member(*ONE, covers=("EPO,BRZHSA,20250101", "EPO,SLV1500,20260101"))))
    assert [s[1:4] for s in spans("10001")] == [
        ("BRZHSA", "2025-01-01", None),
        ("SLV1500", "2026-01-01", None),
    ]


def test_a_dependant_may_stand_before_the_subscriber(take):
    assert counts(take(x12.file(dependant(), x12.member(*ONE)))) == (2, 2, 0, 0)


def test_a_dependant_without_subscriber_waits_and_comes_in_with_the_subscriber(take):
    report = take(x12.file(dependant(), x12.member("200", "20001", name="MATA*EVA")))
    assert codes(report) == ["subscriber_missing"] and counts(report) == (1, 1, 1, 0)
    later = take(x12.file(x12.member(*ONE), control="000000102"), now=NOW + timedelta(hours=71))
    assert counts(later) == (1, 1, 0, 0)
    assert member("10002").household == member("10001").household
    from amparo.coverage.models import ImportFile, StagedFamily

    assert not StagedFamily.objects.exists()
    assert counts(ImportFile.objects.order_by("id").first()) == (2, 2, 0, 0)


def test_what_waited_does_not_stand_above_what_came_since(take):
    take(x12.file(dependant(name="RIOS*LUZ*OLD")))
    take(x12.file(x12.member(*ONE), dependant(name="RIOS*LUZ*NEW"), control="000000102"))
    assert member("10002").middle_name == "NEW"


def test_after_72_hours_a_waiting_dependant_is_let_go(take):
    from amparo.coverage.jobs import forget_parked
    from amparo.coverage.models import StagedFamily, StagedMember

    take(x12.file(dependant(), x12.member("200", "20001", name="MATA*EVA")))
    forget_parked(now=NOW + timedelta(hours=71))
    assert StagedMember.objects.count() == 1
    forget_parked(now=NOW + timedelta(hours=73))
    assert not StagedFamily.objects.exists() and not StagedMember.objects.exists()


def test_a_held_subscriber_holds_the_family_and_everybody_is_named(take):
    report = take(
        x12.file(x12.member(*ONE, born="19840231"), dependant(), x12.member("200", "20001", name="MATA*EVA"))
    )
    assert counts(report) == (1, 1, 2, 0)
    said = {(s.code, s.member_no) for s in report.findings}
    assert said == {("bad_birth_date", "10001"), ("subscriber_held", "10002")}


def test_a_held_dependant_does_not_hold_the_family(take):
    report = take(x12.file(x12.member(*ONE), dependant(born="20129999")))
    assert counts(report) == (1, 1, 1, 0) and codes(report) == ["bad_birth_date"]


def test_a_number_never_changes_hands(take):
    take(x12.file(x12.member(*ONE)))
    before = on_record()
    report = take(x12.file(x12.member("200", "10001", name="MATA*EVA", born="19700101"), control="000000102"))
    assert codes(report) == ["number_of_another"] and on_record() == before
    assert not Household.objects.filter(subscriber_no="200").exists()


def test_a_corrected_birth_date_is_taken_and_told(take):
    take(x12.file(x12.member(*ONE)))
    report = take(x12.file(x12.member(*ONE, born="19840321"), control="000000102"))
    assert codes(report) == ["birth_date_changed"] and member().birth_on.isoformat() == "1984-03-21"


def test_the_old_identity_of_a_correction_finds_the_member(take):
    take(x12.file(x12.member("100", "", own=False, name="RIOS*ANNA", born="19840312"), dependant(own=False)))
    right = x12.member("100", "", own=False, name="RIOS*HANNAH", born="19830312")
    right[right.index("NM1*IL*1*RIOS*HANNAH")] = "NM1*74*1*RIOS*HANNAH"
    at = right.index("DMG*D8*19830312*F") + 1
    right[at:at] = ["NM1*70*1*RIOS*ANNA", "DMG*D8*19840312"]
    report = take(x12.file(right, control="000000102"))
    assert counts(report) == (1, 1, 0, 0)
    assert Member.objects.count() == 2 and member("100").first_name == "HANNAH"


def test_a_family_with_one_number_gets_suffixes_that_stay(take):
    people = [
        x12.member("100", "777"),
        x12.member("100", "777", flag="N", relationship="01", name="RIOS*LEO", born="19800101"),
        x12.member("100", "777", flag="N", relationship="19", name="RIOS*LUZ", born="20120505"),
    ]
    take(x12.file(*people))
    found = {m.first_name: (m.member_no, m.suffix) for m in Member.objects.all()}
    assert found == {"ANA": ("777", ""), "LEO": ("777", "02"), "LUZ": ("777", "03")}
    assert counts(take(x12.file(people[0], people[2], control="000000102"))) == (2, 0, 0, 0)
    assert counts(take(x12.file(people[2], control="000000103"))) == (1, 0, 0, 0)


def test_twins_with_one_ssn_and_like_names_stay_two(take):
    twins = [
        dependant("10002", "RIOS*JOSE", "20030217", ssn="455620381"),
        dependant("10003", "RIOS*PEPE", "20030217", ssn="455620381"),
    ]
    take(x12.file(x12.member(*ONE, ssn="455620381"), *twins))
    take(x12.file(x12.member(*ONE, ssn="455620381"), *reversed(twins), control="000000102"))
    assert {m.own_key: m.first_name for m in Member.objects.all()} == {
        "10001": "ANA",
        "10002": "JOSE",
        "10003": "PEPE",
    }


def test_a_new_number_within_the_household_keeps_the_member(take):
    take(x12.file(x12.member(*ONE)))
    before = member().pk
    assert counts(take(x12.file(x12.member("100", "99001"), control="000000102"))) == (1, 1, 0, 0)
    assert member("99001").pk == before and Member.objects.count() == 1


def test_a_rehired_person_stays_the_same_person(take):
    take(x12.file(x12.member(*ONE, ssn="455620381", covers=("EPO,BRZHSA,20240101,20241231",))))
    take(x12.file(x12.member("300", "30001", ssn="455620381"), control="000000102"))
    assert Member.objects.count() == 2 and Person.objects.count() == 1


def test_one_ssn_in_two_living_households_is_told(take):
    take(x12.file(x12.member(*ONE, ssn="455620381")))
    report = take(x12.file(x12.member("300", "30001", ssn="455620381"), control="000000102"))
    assert codes(report) == ["ssn_shared"] and Person.objects.count() == 2


def test_a_member_moves_to_another_household(take):
    take(x12.file(x12.member(*ONE), dependant(), x12.member("200", "20001", name="MATA*EVA")))
    moved = x12.member("200", "10002", flag="N", relationship="19", name="RIOS*LUZ", born="20120505")
    report = take(x12.file(x12.member("200", "20001", name="MATA*EVA"), moved, control="000000102"))
    assert codes(report) == ["moved_household"] and member("10002").household.subscriber_no == "200"


def test_a_spouse_may_take_the_subscribers_place(take):
    spouse = {"flag": "N", "relationship": "01", "name": "RIOS*LEO", "born": "19800101"}
    take(x12.file(x12.member(*ONE), x12.member(*TWO, **spouse)))
    swapped = [x12.member(*TWO, **(spouse | {"flag": "Y", "relationship": "18"}))]
    swapped.append(x12.member(*ONE, flag="N", relationship="01"))
    assert counts(take(x12.file(*swapped, control="000000102"))) == (2, 2, 0, 0)
    assert {m.own_key: m.is_subscriber for m in Member.objects.all()} == {"10001": False, "10002": True}


def test_another_subscriber_from_nowhere_holds_the_family(take):
    take(x12.file(x12.member(*ONE)))
    report = take(x12.file(x12.member("100", "10009", name="MATA*EVA", born="19700101"), control="000000102"))
    assert codes(report) == ["other_subscriber"] and counts(report) == (0, 0, 1, 0)


def test_restricted_stays_until_the_file_says_otherwise(take):
    take(x12.file(x12.member(*ONE, tail="*****R")))
    assert member().restricted
    take(x12.file(x12.member(*ONE), control="000000102"))
    assert member().restricted
    take(x12.file(x12.member(*ONE, tail="*****U"), control="000000103"))
    assert not member().restricted


def test_a_death_is_kept(take):
    take(x12.file(x12.member(*ONE, tail="***D8*20251224")))
    assert member().died_on.isoformat() == "2025-12-24"


def test_an_ssn_as_number_is_never_kept(take):
    from amparo.coverage.models import Finding, StagedMember

    report = take(
        x12.file(
            x12.member("455620381", "10001", flag="N", relationship="19", name="RIOS*LUZ", born="20120505"),
            x12.member("455620381", "10002", ssn="455620381"),
            x12.member("200", "20001", name="MATA*EVA"),
        )
    )
    assert counts(report) == (1, 1, 2, 0)
    assert {s.code for s in report.findings} == {"ssn_as_number"}
    assert "455620381" not in str(report) and "455620381" not in str(list(Finding.objects.values()))
    assert (
        not StagedMember.objects.exists() and not Household.objects.filter(subscriber_no="455620381").exists()
    )


@pytest.mark.parametrize("filed", ["MUÑOZ*JOSÉ", "MUN\u0303OZ*JOSE\u0301"])
def test_names_are_kept_composed_and_searched_folded(take, filed):
    take(x12.file(x12.member(*ONE, name=filed)))
    assert member().last_name == "MUÑOZ" and member().search_key == " munoz jose "


def test_the_language_that_is_written_decides(take):
    take(x12.file(x12.member(*ONE, "LUI*LD*ENG**8", "LUI*LD*SPA**5", "LUI*LE*zho**7")))
    assert (member().language, member().spoken_language) == ("spa", "chi")
