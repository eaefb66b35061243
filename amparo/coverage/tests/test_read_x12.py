"""The reader gives the same pieces however the bytes arrive and whatever the partner's separators are."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.coverage.tests import x12
from amparo.coverage.x834 import read as reader
from amparo.coverage.x834.read import STARTS, Unreadable, read


class Dribble(io.BytesIO):
    """A stream that gives as many bytes at a time as it is told, over and over."""

    def __init__(self, data, sizes):
        super().__init__(data)
        self.sizes, self.turn = sizes, 0

    def read(self, size=-1):
        self.turn += 1
        return super().read(self.sizes[self.turn % len(self.sizes)])


def pieces(data, sizes=(1 << 20,)):
    return [(p.kind, p.number, p.rows, list(p.lines)) for p in read(Dribble(data, sizes))]


def rows(data, sizes=(1 << 20,)):
    return [row for _, _, rows, _ in pieces(data, sizes) for row in rows]


# What may stand in a segment, apart from the separators chosen below.
VALUE = st.text(
    st.characters(codec="utf-8", exclude_characters="*~\n\r|'^:\x1c\x00", exclude_categories=("Cs",)),
    max_size=6,
)
TAG = st.sampled_from(["INS", "REF", "NM1", "HD", "DTP", "ST", "SE", "ZZ"])
SEGMENTS = st.lists(st.tuples(TAG, st.lists(VALUE, max_size=4)), max_size=25)
ENDS = st.sampled_from(["~", "'", "\x1c", "\n", "\r"])
BREAKS = st.sampled_from(["", "\n", "\r\n", "\r"])


def written(segments, element, end, after):
    body = [element.join([tag, *values]) for tag, values in segments]
    lines = [x12.isa(element=element), *body, element.join(["IEA", "1", "000000101"])]
    return "".join(line + end + after for line in lines).encode()


@given(SEGMENTS, st.sampled_from("*|"), ENDS, BREAKS, st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_any_split_into_chunks_gives_the_same_segments(segments, element, end, after, sizes):
    after = "" if end in "\r\n" else after
    data = written(segments, element, end, after)
    expected = [
        x12.isa(element=element).split(element),
        *([t, *v] for t, v in segments),
        ["IEA", "1", "000000101"],
    ]
    assert rows(data, sizes) == expected
    assert pieces(data, sizes) == pieces(data)


@given(
    SEGMENTS, st.lists(st.integers(1, 60), min_size=1), st.lists(st.integers(1, 40), min_size=1, max_size=5)
)
def test_lines_broken_anywhere_give_the_same_segments(segments, at, sizes):
    """Some senders wrap at 80 columns, within segments."""
    data = written(segments, "*", "~", "")
    wrapped, start = bytearray(data[:106]), 106
    for n, width in enumerate(at * (len(data) // min(at) + 1)):
        wrapped += data[start : start + width] + (b"\n" if n % 2 else b"\r\n")
        start += width
        if start >= len(data):
            break
    assert rows(bytes(wrapped), sizes) == rows(data)


@given(SEGMENTS, BREAKS, st.integers(1, 200))
def test_lines_are_where_an_editor_shows_them(segments, after, size):
    data = written(segments, "*", "~", after)
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    for kind, _, found, lines in pieces(data, (size,)):
        assert kind == found[0][0]
        for row, line in zip(found, lines, strict=True):
            assert "*".join(row) + "~" in text.split("\n")[line - 1]


def test_blocks_as_they_are_read_in_life_give_the_same_pieces():
    people = [x12.member(f"{n:09d}", f"{n:011d}", name=f"GARCÍA{n}*JOSÉ") for n in range(1, 400)]
    data = x12.file(*people)
    assert len(data) > 4 * reader.BLOCK
    assert pieces(data, (reader.BLOCK,)) == pieces(data)
    assert sum(kind == "INS" for kind, *_ in pieces(data)) == 399


def test_a_piece_knows_its_line_and_its_number_in_the_set():
    found = pieces(x12.file(x12.member("1", "2"), x12.member("3", "4")))
    kinds = [(kind, number, lines[0]) for kind, number, _, lines in found]
    assert kinds[:3] == [("ISA", 0, 1), ("GS", 0, 2), ("ST", 1, 3)]
    assert kinds[3] == ("INS", 8, 10) and kinds[4] == ("INS", 18, 20)
    assert kinds[5:] == [("SE", 28, 30), ("GE", 0, 31), ("IEA", 0, 32)]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_utf8_and_latin1_are_both_read(encoding):
    data = x12.file(x12.member("1", "2", name="MUÑOZ*JOSÉ")).decode().encode(encoding)
    assert ["NM1", "IL", "1", "MUÑOZ", "JOSÉ"] in rows(data)


def test_one_latin1_name_does_not_spoil_the_utf8_names_beside_it():
    data = x12.file(x12.member("1", "2", name="MUÑOZ*JOSÉ"), x12.member("3", "4", name="PEÑA*INÉS"))
    data = data.replace("PEÑA*INÉS".encode(), "PEÑA*INÉS".encode("latin-1"))
    names = [row[3:5] for row in rows(data) if row[0] == "NM1"]
    assert names == [["MUÑOZ", "JOSÉ"], ["PEÑA", "INÉS"]]


def test_interchanges_with_other_separators_follow_each_other():
    first = written([("INS", ["1"])], "*", "~", "\n")
    second = written([("INS", ["2"])], "|", "'", "")
    kinds = [
        (k, r[0][1])
        for k, _, r, _ in pieces(b"\xef\xbb\xbf" + first + b"\r\n\r\n" + second + b"\x1a")
        if k == "INS"
    ]
    assert kinds == [("INS", "1"), ("INS", "2")]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty_file", 1),
        (b" \r\n ", "empty_file", 1),
        (b"<html>", "no_interchange", 1),
        (b"\n\nhello", "no_interchange", 3),
        (b"ISA*00*  ~", "bad_isa", 1),
        (x12.isa().encode()[:-1] + b"**", "bad_isa", 1),
        (x12.isa().encode() + b"~" + b"x" * 200_000, "no_segment_end", 1),
        (written([], "*", "~", "\n") + b"MORE*1~", "no_interchange", 3),
    ],
)
def test_what_is_no_x12_is_refused_with_its_line(data, code, line):
    with pytest.raises(Unreadable) as refused:
        pieces(data)
    assert (refused.value.code, refused.value.line) == (code, line)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fall_over(data):
    for head in (b"", x12.isa().encode() + b"~"):
        try:
            found = pieces(head + data)
        except Unreadable:
            continue
        assert all(kind in STARTS for kind, *_ in found[:1])


def test_reading_a_file_takes_flat_memory():
    import tracemalloc

    people = [x12.member(f"{n:09d}", f"{n:011d}") for n in range(1, 6000)]
    stream = io.BytesIO(x12.file(*people))
    tracemalloc.start()
    for _ in read(stream):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000, peak


def test_a_file_that_breaks_its_first_line_only_is_read():
    people = [x12.member(f"{n:09d}", f"{n:011d}") for n in range(1, 1500)]
    first, rest = x12.file(*people).split(b"\n", 1)
    data = first + b"\n" + rest.replace(b"\n", b"")
    assert rows(data, (reader.BLOCK,)) == rows(x12.file(*people))
