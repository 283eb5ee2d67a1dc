"""Checks of an evaluation: one rule per file, listed in ``registry``; every check accepts empty data.

A check is a function ``check(context) -> Iterator[Finding]``. Rules of one jurisdiction are not written
here: they are ``checks`` of its pack, evaluated by ``pack_rules``.
"""
