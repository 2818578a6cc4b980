"""Changes of a prediction that name the version they were decided on: read it, then ask."""

from __future__ import annotations

from tracker.cli.client.client import Document, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import print_json, print_prediction


def change(prediction: str, action: str, body: Document, *, as_json: bool) -> None:
    """Ask for `action` of the prediction that begins so, on the version it has now, and print how it stands."""
    with open_client() as client:
        found = find_prediction(client, prediction)
        version = client.get(f"/v1/predictions/{found}").etag
        answer = client.post(f"/v1/predictions/{found}/{action}", body, if_match=version).document
    print_json(answer) if as_json else print_prediction(answer)
