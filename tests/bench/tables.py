"""What was measured as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def table_of(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows as `make bench` writes them down."""
    table = Table(title="Ours beside what people use today")
    for column in ("what", "size", "ours", "baseline", "unit", "times better"):
        table.add_column(column, justify="left" if column in ("what", "unit") else "right")
    for row in rows:
        table.add_row(
            row["name"],
            f"{row['size']:,}",
            f"{row['ours']:.3g}",
            f"{row['baseline']:.3g}",
            row["unit"],
            f"{row['ratio']:.2f}",
        )
    return table


def print_wide(table: Table) -> None:
    """Print it; into a file there is no width to keep to."""
    terminal = Console()
    (terminal if terminal.is_terminal else Console(width=240)).print(table)
