"""Code lists of the 834 that our rules ask about."""

from __future__ import annotations

MAINTENANCE = frozenset({"001", "021", "024", "025", "030"})
COVER_ACTIONS = frozenset({"001", "002", "021", "022", "024", "025", "026", "030", "032"})
COVER_KINDS = frozenset((
    "AG", "AH", "AJ", "AK", "DCP", "DEN", "EPO", "FAC", "HE", "HLT", "HMO", "LTC", "LTD", "MM", "MOD",
    "PDG", "POS", "PPO", "PRA", "STD", "UR", "VIS",
))  # fmt: skip
REASONS = frozenset((
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "14", "15", "16", "17", "18",
    "20", "21", "22", "25", "26", "27", "28", "29", "31", "32", "33", "37", "38", "39", "40", "41",
    "43", "59", "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AJ", "AL", "EC", "XN", "XT",
))  # fmt: skip
RELATIONSHIPS = frozenset((
    "01", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "23", "24", "25", "26", "31", "33", "38", "48", "49", "53", "60", "D2", "G8", "G9",
))  # fmt: skip
OTHER_RELATIVE = "G8"
STATES = frozenset((
    "AA", "AE", "AK", "AL", "AP", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "FM", "GA",
    "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MH", "MI", "MN", "MO",
    "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR",
    "PW", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
))  # fmt: skip
# Two-letter codes and the three-letter ones they stand for; LUI carries either.
LANGUAGES = {
    "EN": "eng", "ES": "spa", "ZH": "chi", "VI": "vie", "KO": "kor", "TL": "tgl", "RU": "rus", "AR": "ara",
    "FR": "fre", "HT": "hat", "PT": "por", "DE": "ger", "JA": "jpn", "HI": "hin", "FA": "per", "PL": "pol",
    "IT": "ita", "UR": "urd", "GU": "guj", "BN": "ben", "PA": "pan", "TA": "tam", "TE": "tel", "TH": "tha",
    "LO": "lao", "KM": "khm", "HY": "arm", "UK": "ukr", "HE": "heb", "EL": "gre", "SO": "som", "AM": "amh",
    "NE": "nep", "MY": "bur", "ID": "ind", "TR": "tur", "RO": "rum", "NV": "nav", "YI": "yid", "CS": "cze",
    "NL": "dut", "SW": "swa", "SR": "srp", "HR": "hrv", "BS": "bos", "SQ": "alb", "KA": "geo",
}  # fmt: skip
OTHER_WRITINGS = {
    "ZHO": "chi", "FRA": "fre", "DEU": "ger", "FAS": "per", "HYE": "arm", "ELL": "gre", "MYA": "bur",
    "RON": "rum", "CES": "cze", "NLD": "dut", "SQI": "alb", "KAT": "geo", "HMN": "hmn", "FIL": "tgl",
    "SGN": "sgn", "ASE": "sgn", "MUL": "mul", "UND": "",
}  # fmt: skip
THREE_LETTERS = {code.upper(): code for code in LANGUAGES.values()} | OTHER_WRITINGS


def language(code: str) -> str | None:
    """The ISO 639-2 code for what LUI02 holds; None where it is none we know."""
    upper = code.upper()
    return LANGUAGES.get(upper, THREE_LETTERS.get(upper))
