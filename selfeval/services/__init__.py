"""The only writers: keyword-only, one transaction, permission, lock and version, audit event inside.

A service takes values and gives values, or raises one of ``selfeval.services.errors``; views, commands and
tasks call one service and do the talking.
"""
