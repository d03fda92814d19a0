"""The years of the hits as bars: how many fall on each year or, over a long time, on each stretch of years."""

from collections.abc import Mapping
from typing import NamedTuple

from muragat.search.question import Years

#: More bars than this are too thin to be hit; then a bar stands for several years.
_MOST_BARS = 120
_STRETCHES = (1, 2, 5, 10, 20, 50, 100)
#: Height of the drawing, in its own units; it is 100 wide.
HEIGHT = 40


class Bar(NamedTuple):
    """Some years from `year` on; `x`, `wide`, `y` and `high` in units of the drawing."""

    year: int
    years: int
    hits: int
    x: float
    wide: float
    y: float
    high: float

    @property
    def words(self) -> str:
        """The years."""
        return str(self.year) if self.years == 1 else f'{self.year}–{self.year + self.years - 1}'


class Chart(NamedTuple):
    """The drawing; `since` and `until`: what is chosen, by default everything."""

    first: int
    last: int
    bars: list[Bar]
    since: int | None
    until: int | None


def of(counts: Mapping[int, int], chosen: Years | None) -> Chart | None:
    """The drawing of counts by year; None without any."""
    found = {year: count for year, count in counts.items() if year > 0 and count}
    if not found:
        return None
    first, last = min(found), max(found)
    step = next((each for each in _STRETCHES if (last - first) / each < _MOST_BARS), 1000)
    heights: dict[int, int] = {}
    for year, count in found.items():
        start = first + (year - first) // step * step
        heights[start] = heights.get(start, 0) + count
    since, until = chosen or (None, None)
    return Chart(first, last, list(_bars(heights, first, last, step)), since, until)


def _bars(heights: dict[int, int], first: int, last: int, step: int) -> list[Bar]:
    top, wide = max(heights.values()), 100 / (last - first + 1)
    bars = []
    for year, count in sorted(heights.items()):
        years = min(step, last - year + 1)
        # The smallest count is still seen.
        high = max(HEIGHT * count / top, 1.5)
        bars.append(Bar(year, years, count, round(wide * (year - first), 3), round(wide * years * 0.86, 3),
                        round(HEIGHT - high, 2), round(high, 2)))
    return bars
