"""What differs between two packs, in Chinese, element by element.

``differences`` compares the parts of two packs: elements are matched by their codes and keys, so that a
renamed indicator is a changed name and not one indicator less and another one more.
"""

from selfeval.domain.pack_difference.compare import Change, Difference, differences

__all__ = ["Change", "Difference", "differences"]
