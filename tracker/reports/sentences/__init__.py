"""The track record in plain English, shared by the page, the command line and the JSON document."""

from tracker.reports.sentences.summary import PlainWords, plain_words

__all__ = ["PlainWords", "plain_words"]
