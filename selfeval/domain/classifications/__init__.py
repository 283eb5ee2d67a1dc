"""支出功能分类 and 支出经济分类科目 by year: which codes exist, and what they are called."""

from selfeval.domain.classifications.accounts import Account, account_name, accounts_in
from selfeval.domain.classifications.classification import Classification, above

__all__ = ["Account", "Classification", "above", "account_name", "accounts_in"]
