"""Faults of a campaign's parameters, and of a widget's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from notesik.errors import BadDocument
from notesik.shipped import shipped_folder
from notesik.widget_loading import load_widgets


def test_compiling_faulty_parameters_names_all_of_them() -> None:
    banner = load_widgets(shipped_folder("widgets"))["banner"]
    with pytest.raises(BadDocument) as error:
        banner.compile({"titel": "x", "colour": "red"})
    assert [fault.path for fault in error.value.faults] == [
        "parameters.titel",
        "parameters.title",
        "parameters.colour",
    ]


def test_a_widget_whose_own_examples_are_faulty_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text("[en]\n")
    (tmp_path / "tokens.css").write_text("")
    folder = tmp_path / "note"
    folder.mkdir()
    (folder / "template.html").write_text("<div>{{ text }}</div>")
    (folder / "style.css").write_text("")
    (folder / "widget.toml").write_text(
        'title = "Note"\ndescription = "A note."\nplacements = ["slot"]\n'
        '[parameters.text]\ntype = "text"\ndescription = "Words."\nmax_length = 3\ndefault = "long"\n'
        '[[examples]]\nname = "plain"\nparameters = {txt = "x"}\n'
    )
    with pytest.raises(BadDocument) as error:
        load_widgets(tmp_path)
    assert [fault.path for fault in error.value.faults] == ["parameters.text", "examples[0].parameters.txt"]
