"""Where on the page of a project a finding stands, beside the codes of its indicators and groups."""

FUNDS = "funds"
INDICATORS = "indicators"
SCORE = "score"
