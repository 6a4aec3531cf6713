"""Where `threshold` begins: reads the command line in, and is stopped by Ctrl-C at any moment without a fuss."""

from __future__ import annotations

import sys

STOPPED = 130


def main() -> None:
    """Run the command line that was given."""
    try:
        from service.cli import main as command_line  # noqa: PLC0415 - it takes a moment, and may be stopped in it
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    command_line()


if __name__ == "__main__":
    main()
