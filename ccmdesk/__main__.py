"""Hand over to the window or to the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window for no command or `open`, else run the command; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] == "open":
        # Nothing that is loaded now is garbage; looking for some costs a tenth of the start. The window
        # takes it up again once it is there.
        gc.disable()
        from ccmdesk.app import run_window

        return run_window(given[1:])
    from ccmdesk.cli import run
    from ccmdesk.security.hardening import harden_process

    harden_process()
    return run(given)


if __name__ == "__main__":
    sys.exit(main())
