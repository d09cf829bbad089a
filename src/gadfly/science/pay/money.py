"""Amounts in a currency's minor unit, as they are typed and as they are read."""

from decimal import ROUND_CEILING, Decimal

_NONE = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 -- one line
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_LETTERS = 3


class CurrencyError(ValueError):
    """Three capital letters name a currency, and its minor unit bounds its decimals."""


def places(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217). Raises CurrencyError for what is no code."""
    if len(currency) != _LETTERS or not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise CurrencyError(f"A currency is three capital letters, such as EUR; this is {currency!r}.")
    if currency in _NONE:
        return 0
    return 3 if currency in _THREE else 2


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units. Raises CurrencyError where it is finer, negative or no number."""
    if not amount.is_finite() or amount < 0:
        raise CurrencyError("An amount is a number, 0 or more.")
    units = amount.scaleb(places(currency))
    if units != units.to_integral_value():
        raise CurrencyError(f"{currency} has {places(currency)} decimals; {amount} has more.")
    return int(units)


def major(units: int, currency: str) -> str:
    """Return minor units as they are read: 1234 EUR cents are "12.34"."""
    return f"{Decimal(units).scaleb(-places(currency)):f}"


def up(amount: Decimal) -> int:
    """Return the whole minor units that are not less than `amount`."""
    return int(amount.to_integral_value(rounding=ROUND_CEILING))
