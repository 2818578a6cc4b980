"""Lengths and counts that the wire, the events and the tables share."""

STATEMENT_CHARS_MAX = 1_000
CRITERIA_CHARS_MAX = 4_000
NOTE_CHARS_MAX = 2_000
NAME_CHARS_MAX = 200
HEADLINE_CHARS_MAX = 500
QUOTE_CHARS_MAX = 2_000
CONTEXT_CHARS_MAX = 200
URL_CHARS_MAX = 2_048
SLUG_CHARS_MAX = 100
EXTERNAL_ID_CHARS_MAX = 200
ESSAY_TEXT_CHARS_MAX = 500_000
ESSAY_REVISIONS_MAX = 500
CLAIM_LINKS_MAX = 100

TOPICS_MAX = 20
TAGS_MAX = 50
ACTORS_MAX = 50
SOURCES_MAX = 20
CITES_MAX = 50
ABOUT_MAX = 1_000
FACTS_MAX = 100

RULE_DEPTH_MAX = 5
RULE_LEAVES_MAX = 50

IDEMPOTENCY_KEY_CHARS_MAX = 255
IMPORT_LINES_MAX = 1_000
IMPORT_BYTES_MAX = 1_000_000
BODY_BYTES_MAX = 1_000_000
PAGE_DEFAULT = 50
PAGE_MAX = 200

YEAR_MIN = 1_000
YEAR_MAX = 9_000
"""The years that are taken in: far enough from the ends of the calendar that every zone and span can be added to them.

A year before 1000 is a slip of the keyboard (0026), one after 9000 stands for never. What was recorded earlier is read
whatever its year.
"""

SEQ_MAX = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly; SQLite's end at 2**63 - 1."""

SCORE_ROWS_MAX = 500
"""Forecasters in one `prediction.scored` event, so that no event outgrows a page of the log."""

OPTIONS_MAX = 100
QUANTILES_MAX = 200
CDF_KNOTS_MAX = 200
GRADERS_MAX = 50
WITHIN_DAYS_MAX = 3_650

ORIGIN_CHARS_MAX = 300
FILTER_IDS_MAX = 50
MESSAGE_TYPES_MAX = 60
