"""The file in which `tracker login` saves an address and an API key, for this user only."""

from __future__ import annotations

import json
import os
from pathlib import Path


def login_path() -> Path:
    """The path of the login file."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "tracker" / "login.json"


def read_login() -> tuple[str, str] | None:
    """The saved address and key; None without a readable login file."""
    try:
        login = json.loads(login_path().read_text(encoding="utf-8"))
        return str(login["url"]), str(login["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
