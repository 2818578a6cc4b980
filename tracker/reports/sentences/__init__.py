"""The track record in plain English, shared by the page, the command line and the JSON document."""
