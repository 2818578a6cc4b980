"""What stands on the disk."""

from __future__ import annotations

import stat
from pathlib import Path


def mode(path: Path) -> int:
    """Who may do what with it, as 0o600."""
    return stat.S_IMODE(path.stat().st_mode)
