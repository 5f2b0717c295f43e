"""`lint-imports` for the folder that this is started in, once for each line that it is sent.

Answers with a line of JSON: the exit code, and what was printed. It never imports the bot, which
the linter then finds in the folder.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from importlinter.cli import lint_imports


def main() -> None:
    """Lint until nothing more is sent."""
    sys.path[0] = str(Path.cwd())
    for _ in sys.stdin:
        with redirect_stdout(StringIO()) as printed:
            code = lint_imports(no_logo=True)
        print(json.dumps([code, printed.getvalue()]), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
