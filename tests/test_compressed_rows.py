from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.compressed_rows import CompressedRows


@given(st.lists(st.binary(max_size=20), max_size=70))
def test_rows_come_out_as_they_were_put_in(rows: list[bytes]) -> None:
    compressed = CompressedRows(iter(rows))
    assert [compressed[number] for number in range(len(rows))] == rows
    assert [compressed[number] for number in reversed(range(len(rows)))] == rows[::-1]


def test_there_is_no_row_behind_the_last() -> None:
    compressed = CompressedRows([b"a", b"b"])
    with pytest.raises(IndexError):
        compressed[2]
    with pytest.raises(IndexError):
        compressed[100]
