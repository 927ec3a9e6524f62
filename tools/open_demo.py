"""Make the demo practice unless it is there, say how to unlock it, and open the window on it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Open the demo practice and return the window's exit code."""
    program = [sys.executable, "-m", "ccmdesk"]
    print("Making the demo practice unless it is there (invented people only) …", flush=True)
    made = subprocess.run(
        [*program, "demo", str(ROOT / "build" / "demo"), "--if-absent", "--json"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    demo = json.loads(made.stdout)
    for label in ("practice", "user", "passphrase"):
        print(f"  {label:<11}{demo[label]}", flush=True)
    return subprocess.run([*program, "open", demo["practice"]], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
