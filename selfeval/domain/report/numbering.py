"""Heading numbers of GB/T 9704: 一、 （一） 1. （1）."""

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Write 1–99 in Chinese numerals: 一, 十, 十二, 二十, 九十九. ValueError outside that range."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def part_number(number: int) -> str:
    """Return the mark of a document's part: 第一部分."""
    return f"第{chinese_numeral(number)}部分"


def attachment_number(number: int, part: int | None = None) -> str:
    """Return the mark of an attachment, 附件2, or of one of several that stand under it, 附件2-1."""
    return f"附件{number}" if part is None else f"附件{number}-{part}"


def heading_number(level: int, number: int) -> str:
    """Return the printed mark of the ``number``-th heading of a level (1–4)."""
    match level:
        case 1:
            return f"{chinese_numeral(number)}、"
        case 2:
            return f"（{chinese_numeral(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(level)
