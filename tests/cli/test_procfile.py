"""The Procfile: which processes a tracker has, in their order."""

from __future__ import annotations

import pytest

from tracker.cli.supervision.supervisor import (
    BadProcfile,
    read_procfile,
)


def test_the_procfile_is_read_in_order(tmp_path):
    path = tmp_path / "Procfile"
    path.write_text(
        "# who runs\n\nweb: exec granian --port $PORT tracker.app:app\nrelay:   exec python -m workers relay \n"
    )
    assert list(read_procfile(path).items()) == [
        ("web", "exec granian --port $PORT tracker.app:app"),
        ("relay", "exec python -m workers relay"),
    ]


@pytest.mark.parametrize(
    "line", ["web granian", "web: granian", "web: exec ", "we b: exec x", "web:execute x"]
)
def test_a_line_without_exec_is_refused_by_its_number(tmp_path, line):
    path = tmp_path / "Procfile"
    path.write_text(f"relay: exec x\n{line}\n")
    with pytest.raises(BadProcfile, match=r"Procfile, line 2: write `name: exec command`"):
        read_procfile(path)


def test_a_name_given_twice_is_refused(tmp_path):
    path = tmp_path / "Procfile"
    path.write_text("web: exec x\nweb: exec y\n")
    with pytest.raises(BadProcfile, match="line 2"):
        read_procfile(path)
