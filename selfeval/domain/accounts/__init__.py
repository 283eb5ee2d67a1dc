"""Final accounts as pivots: what a code, fund and nature come to, from the lines of the year.

``measures`` is the grammar of what can be asked for, ``keys`` that of whole figure keys, ``index`` adds the
lines up once.
"""

from selfeval.domain.accounts.index import ACCOUNT_TABLES, AccountIndex, figures_of_line, tables_in_use
from selfeval.domain.accounts.keys import AccountKey, account_key, account_key_of_name
from selfeval.domain.accounts.measures import Measure, measure_of

__all__ = [
    "ACCOUNT_TABLES",
    "AccountIndex",
    "AccountKey",
    "Measure",
    "account_key",
    "account_key_of_name",
    "figures_of_line",
    "measure_of",
    "tables_in_use",
]
