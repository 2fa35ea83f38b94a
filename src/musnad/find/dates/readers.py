"""Which function reads which kind of expression: the names of ``patterns.py``."""

from __future__ import annotations

from musnad.find.dates.days import read_clock, read_day, read_night, read_nth, read_other_day, read_this_part
from musnad.find.dates.periods import (
    read_century,
    read_decade,
    read_duration,
    read_edge,
    read_feast,
    read_month,
    read_offset,
    read_period,
    read_repeated,
    read_season,
    read_vague,
    read_year,
)
from musnad.find.dates.readings import Reader

READERS: dict[str, Reader] = {
    "clock": read_clock,
    "vague": read_vague,
    "repeated": read_repeated,
    "edge": read_edge,
    "night": read_night,
    "this_part": read_this_part,
    "day": read_day,
    "decade": read_decade,
    "century": read_century,
    "year": read_year,
    "season": read_season,
    "month": read_month,
    "its_nth": read_nth,
    "nth": read_nth,
    "other_day": read_other_day,
    "period": read_period,
    "offset": read_offset,
    "feast": read_feast,
    "duration": read_duration,
}
