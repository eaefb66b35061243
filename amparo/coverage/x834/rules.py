"""Every rule an enrolment file is held to: what is wrong, what to do, and how much is held because of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    """How much is not taken."""

    REJECT = "reject"  # the set or interchange, or the whole file: it is damaged or not ours
    HOLD = "hold"  # the same, but a person may decide
    FAMILY = "family"
    MEMBER = "member"
    WARNING = "warning"  # nothing


@dataclass(frozen=True)
class Rule:
    """One rule. `what` and `do` take the finding's facts as named placeholders."""

    severity: Severity
    what: str | Promise
    do: str | Promise

    def sentence(self, facts: dict[str, Any]) -> str:
        """What is wrong and what to do, in the reader's language."""
        return f"{str(self.what) % facts} {str(self.do) % facts}".strip()


R, H, F, M, W = Severity.REJECT, Severity.HOLD, Severity.FAMILY, Severity.MEMBER, Severity.WARNING
AGAIN = _("Ask the sender for the file again.")
CORRECT = _("Ask the sender to correct the record; it comes in with their next file.")
NOTHING = _("The member is taken without it.")

RULES: dict[str, Rule] = {
    # The envelope
    "empty_file": Rule(R, _("The file is empty."), AGAIN),
    "no_interchange": Rule(
        R, _("This is not X12: no ISA segment begins here."), _("Check that it is the right file.")
    ),
    "bad_isa": Rule(R, _("The ISA segment is cut short or not of fixed length."), AGAIN),
    "no_segment_end": Rule(R, _("A segment never ends."), AGAIN),
    "envelope_order": Rule(R, _("A %(segment)s segment stands where none may."), AGAIN),
    "cut_short": Rule(R, _("The file is cut short: the %(segment)s segment is missing."), AGAIN),
    "wrong_count": Rule(R, _("%(segment)s counts %(said)s, but %(counted)s came."), AGAIN),
    "control_numbers_differ": Rule(R, _("%(segment)s ends another control number than was begun."), AGAIN),
    "wrong_kind": Rule(R, _("This is not an enrolment file (834)."), _("Check that it is the right file.")),
    "wrong_version": Rule(
        R, _("The file's version is %(version)s."), _("Amparo reads 005010X220A1; ask the sender for that.")
    ),
    "test_file": Rule(H, _("The sender marked the file as a test (ISA15)."), _("Try it with --dry-run.")),
    "control_number_used": Rule(
        H,
        _("Its control number came before."),
        _("If this is another file, ask the sender for it with a new control number."),
    ),
    "information_copy": Rule(
        H, _("The file is an information copy (BGN01 = 22)."), _("It is not for applying.")
    ),
    "unknown_action": Rule(
        H,
        _("BGN08 does not say what the file means."),
        _("It must be 2 for changes, 4 or RX for a full file; ask the sender."),
    ),
    "totals_differ": Rule(
        H,
        _("QTY %(qualifier)s says %(said)s members, but there are %(counted)s."),
        _("Ask the sender what is missing."),
    ),
    # One record
    "no_subscriber_number": Rule(M, _("The subscriber number (REF 0F) is missing."), CORRECT),
    "number_too_long": Rule(M, _("A number is longer than 50 characters."), CORRECT),
    "ssn_as_number": Rule(
        F,
        _("The Social Security number stands as member or subscriber number."),
        _("Ask the sender for numbers of the plan's own; nothing of this family is kept."),
    ),
    "maintenance_unknown": Rule(M, _("INS03 does not say what to do with the record."), CORRECT),
    "flag_unknown": Rule(M, _("INS01 is neither Y nor N."), CORRECT),
    "self_not_subscriber": Rule(M, _("INS01 says dependant, INS02 says subscriber."), CORRECT),
    "relationship_unknown": Rule(
        W, _("INS02 holds no known relationship."), _("The member is taken as another relative.")
    ),
    "reason_unknown": Rule(W, _("INS04 holds no known reason."), NOTHING),
    "no_name": Rule(M, _("The last name is missing."), CORRECT),
    "name_too_long": Rule(M, _("A name is longer than X12 allows."), CORRECT),
    "no_birth_date": Rule(M, _("The birth date is missing."), CORRECT),
    "bad_birth_date": Rule(M, _("The birth date is no possible day."), CORRECT),
    "bad_date": Rule(M, _("DTP %(qualifier)s holds no possible day."), CORRECT),
    "odd_date": Rule(W, _("DTP %(qualifier)s holds no possible day."), NOTHING),
    "bad_death_date": Rule(M, _("INS12 holds no possible day of death."), CORRECT),
    "cover_action_unknown": Rule(M, _("HD01 does not say what to do with the cover."), CORRECT),
    "cover_kind_missing": Rule(M, _("HD03 does not say which kind of cover it is."), CORRECT),
    "cover_kind_unknown": Rule(
        W, _("HD03 holds no known kind of cover."), _("It is shown as medical cover.")
    ),
    "cover_without_begin": Rule(M, _("The cover has no begin date (DTP 348)."), CORRECT),
    "cover_without_end": Rule(M, _("The cancelled cover has no end date (DTP 349)."), CORRECT),
    "cover_not_found": Rule(
        W, _("The record ends a cover that is not on record."), _("Ask the sender which cover is meant.")
    ),
    "cover_missing": Rule(
        W, _("The record adds a member but no cover."), _("Ask the sender whether cover follows.")
    ),
    "product_unknown": Rule(
        W,
        _("Product code %(product)s is not in plan.toml."),
        _("Add it there, with its name in both languages."),
    ),
    "end_repaired": Rule(
        W, _("The cancellation has no end date."), _("%(end)s was taken; ask the sender whether it is right.")
    ),
    "retroactive": Rule(
        W, _("The change reaches back more than 60 days."), _("Ask the sender whether it is right.")
    ),
    "grown_child": Rule(W, _("A child is 26 or older."), _("Ask the sender whether the cover goes on.")),
    "bad_state": Rule(W, _("N4 holds no known state."), _("The address is taken without it.")),
    "bad_zip": Rule(W, _("N4 holds no possible ZIP code."), _("The address is taken without it.")),
    "bad_email": Rule(W, _("PER holds no possible e-mail address."), NOTHING),
    "bad_phone": Rule(W, _("PER holds no possible phone number."), NOTHING),
    "bad_language": Rule(W, _("LUI holds no known language or use."), NOTHING),
    "ssn_missing": Rule(W, _("NM108 announces a Social Security number that NM109 lacks."), NOTHING),
    "ssn_impossible": Rule(W, _("NM109 holds no possible Social Security number."), NOTHING),
    "unknown_segment": Rule(W, _("Segment %(segment)s is not known here."), _("It was passed over.")),
    "out_of_order": Rule(W, _("Segment %(segment)s stands too late."), _("It was read all the same.")),
    # Against what is on record
    "not_on_record": Rule(
        M,
        _("The record changes a member who is not on record."),
        _("Ask the sender for an addition (021) or a full file."),
    ),
    "number_of_another": Rule(
        M,
        _("The member number belongs to somebody with another name and birth date."),
        _("Ask the sender whose number it is."),
    ),
    "other_subscriber": Rule(
        F,
        _("The household has another subscriber on record."),
        _("Ask the sender for that person's record too."),
    ),
    "subscriber_missing": Rule(
        F,
        _("The subscriber is not on record."),
        _("The record waits 72 hours for the subscriber's; then it must be sent again."),
    ),
    "subscriber_held": Rule(
        F, _("The subscriber's record is held."), _("The family comes in when that is corrected.")
    ),
    "not_stored": Rule(F, _("The family could not be stored."), _("Report this to technical support.")),
    "moved_household": Rule(
        W, _("The member was in another household until now."), _("Check that this is right.")
    ),
    "birth_date_changed": Rule(W, _("The birth date on record was another."), _("Check that this is right.")),
    "ssn_shared": Rule(
        W,
        _("Somebody in another household has the same Social Security number."),
        _("Ask the sender whose it is."),
    ),
    "two_spouses": Rule(W, _("The household has two spouses."), _("Ask the sender which is right.")),
    "dependants_remain": Rule(
        W,
        _("The subscriber's cover ends, that of dependants does not."),
        _("Ask the sender whether it goes on."),
    ),
    # Roster files
    "roster_column_missing": Rule(
        R, _("Column %(column)s is missing."), _("See `amparo import_roster --help`.")
    ),
    "roster_column_unknown": Rule(
        R, _("Column %(column)s is not known."), _("See `amparo import_roster --help`.")
    ),
    "roster_not_text": Rule(
        R, _("The file is not a CSV text file in UTF-8."), _("Save it as CSV UTF-8 and try again.")
    ),
    "roster_field_missing": Rule(M, _("Column %(column)s is empty."), _("Fill it in.")),
    "roster_value": Rule(M, _("Column %(column)s does not hold %(wanted)s."), _("Correct it.")),
    "roster_columns_differ": Rule(
        M, _("The row has more or fewer fields than the first line."), _("Correct it.")
    ),
}
