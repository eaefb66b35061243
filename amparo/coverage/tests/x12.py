"""Small 834 files for tests, written the way partners write them."""

from pathlib import Path

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "x12"


def isa(element="*", component=":", repetition="^", control="000000101", usage="P"):
    fields = [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        "ZZ",
        f"{'SENDER':15}",
        "ZZ",
        f"{'PLAN':15}",
        "260115",
        "0400",
    ]
    return element.join([*fields, repetition, "00501", control, "0", usage, component])


def member(
    subscriber_no,
    number,
    *more,
    flag="Y",
    relationship="18",
    maintenance="030",
    name="RIOS*ANA",
    born="19840312",
    covers=("EPO,BRZHSA,20260101",),
    ssn="",
    own=True,
    tail="",
):
    """One member record; `covers` are kind,code,begin[,end[,action]]; `more` are segments before the covers."""
    lines = [f"INS*{flag}*{relationship}*{maintenance}*XN*A***{tail}".rstrip("*"), f"REF*0F*{subscriber_no}"]
    if own:
        lines.append(f"REF*17*{number}")
    lines.append(f"NM1*IL*1*{name}" + ("*" * (6 - name.count("*") - 1) + f"34*{ssn}" if ssn else ""))
    lines += ["N3*1 MAIN ST", "N4*MCALLEN*TX*78501"]
    if born:
        lines.append(f"DMG*D8*{born}*F")
    lines += more
    for cover in covers:
        kind, code, begins, ends, action = (cover.split(",") + [""] * 5)[:5]
        lines.append(f"HD*{action or maintenance}**{kind}*PLAN*FAM")
        lines += [f"DTP*348*D8*{begins}"] if begins else []
        lines += [f"DTP*349*D8*{ends}"] if ends else []
        lines += [f"REF*1L*{code}"] if code else []
    return lines


def file(
    *records, action="4", control="000000101", header=(), usage="P", joint="~\n", version="005010X220A1"
):
    """A whole file of one set as bytes."""
    total = len(records)
    subscribers = sum(record[0].startswith("INS*Y") for record in records)
    body = [
        f"ST*834*0001*{version}",
        f"BGN*00*REF{control}*20260115*0400****{action}",
        f"QTY*TO*{total}",
        f"QTY*ET*{subscribers}",
        f"QTY*DT*{total - subscribers}",
        "N1*P5*SPONSOR*FI*1",
        "N1*IN*PLAN*FI*2",
        *header,
        *(segment for record in records for segment in record),
    ]
    segments = [
        isa(control=control, usage=usage),
        f"GS*BE*SENDER*PLAN*20260115*0400*1*X*{version}",
        *body,
        f"SE*{len(body) + 1}*0001",
        "GE*1*1",
        f"IEA*1*{control}",
    ]
    return "".join(segment + joint for segment in segments).encode()
