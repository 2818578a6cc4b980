"""Where `tracker login` keeps address and key, for this user alone."""

from __future__ import annotations

import json
import os
from pathlib import Path


def login_path() -> Path:
    """Where address and key are remembered, for this user alone."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "tracker" / "login.json"


def read_login() -> tuple[str, str] | None:
    """The address and key remembered; None where there are none, or the file is not ours."""
    try:
        said = json.loads(login_path().read_text(encoding="utf-8"))
        return str(said["url"]), str(said["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
