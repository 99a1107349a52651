"""A figure of a benchmark, as the table prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """
    One line of the report.

    Attributes:
        bar: What `measured` should reach; None: for information.
        most: The bar is an upper one.
        detail: What stands beside the figure.
    """

    name: str
    measured: float
    unit: str
    bar: float | None = None
    most: bool = False
    detail: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is kept; None: there is none."""
        if self.bar is None:
            return None
        return self.measured <= self.bar if self.most else self.measured >= self.bar

    @property
    def figure(self) -> str:
        """What was measured, with its unit."""
        shown = f"{self.measured:,.2f}" if self.measured < 100 else f"{self.measured:,.0f}"
        return f"{shown} {self.unit}"

    def __str__(self) -> str:
        bar = "" if self.bar is None else f"{'<=' if self.most else '>='} {self.bar:,g}"
        verdict = "" if self.holds is None else "pass" if self.holds else "SHORT"
        return f"{self.name:<74} {self.figure:<34} {bar:<10} {verdict:<6} {self.detail}"
