"""What work is worth: time from signs of life, rates, floors, and the lines of a statement.

Money is whole numbers of a currency's minor unit (cents); between two whole numbers it is exact
decimals, and what is left over is rounded up, in favour of whoever worked. It knows no clock, no
person, and nothing of what the work was like: neither ratings nor check-ins are among its arguments.
"""

from gadfly.science.pay.clock import IDLE, Pause, Sign, shares, worked
from gadfly.science.pay.floors import Floor, Floors, FloorsError, read_floors
from gadfly.science.pay.money import CurrencyError, major, minor, places
from gadfly.science.pay.rates import Kind, Rate, RateError
from gadfly.science.pay.statement import Line, Stint, Sum, lines_of, sum_of

__all__ = [
    "IDLE",
    "CurrencyError",
    "Floor",
    "Floors",
    "FloorsError",
    "Kind",
    "Line",
    "Pause",
    "Rate",
    "RateError",
    "Sign",
    "Stint",
    "Sum",
    "lines_of",
    "major",
    "minor",
    "places",
    "read_floors",
    "shares",
    "sum_of",
    "worked",
]
