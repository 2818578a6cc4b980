"""What is signed here is verified by npm's standardwebhooks, which receivers in JavaScript use, and nothing else is.

It comes by `make linters` into .node; without it or without Node these tests are left out, and say so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tracker.bootstrap import ROOT
from tracker.delivery.connectors.signing import new_secret, sign
from tracker.delivery.examples import example
from tracker.delivery.messages.kinds import FOR_READERS, body_of

PACKAGE = ROOT / ".node" / "node_modules" / "standardwebhooks"
NODE_S = 60
TOO_OLD = timedelta(minutes=5, seconds=2)
TOO_NEW = timedelta(minutes=6)
VERIFY = """
const { Webhook, WebhookVerificationError } = require(process.argv[1]);
const verdict = ({ secret, headers, body }) => {
  try {
    return { taken: new Webhook(secret).verify(body, headers) };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { refused: error.message };
  }
};
const said = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(said.map(verdict)));
"""
NO_FIT = "No matching signature found"


@dataclass
class Case:
    secret: str
    headers: dict[str, str]
    body: bytes


def verdicts(*cases: Case) -> list[dict[str, object]]:
    """What the package says of each. Skips where there is none."""
    node = shutil.which("node")
    if node is None or not PACKAGE.is_dir():
        pytest.skip("npm's standardwebhooks is not here: `make linters` brings it where npm is")
    asked = [{"secret": one.secret, "headers": one.headers, "body": one.body.decode()} for one in cases]
    done = subprocess.run(
        [node, "-e", VERIFY, str(PACKAGE)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=NODE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def signed(kind: str, *secrets: str, age: timedelta = timedelta(0)) -> Case:
    """The example of that type as it would be sent now, for a receiver that has the first secret."""
    message = example(kind)
    body = body_of(message, sequence=1, epoch=1, is_test=True).encode()
    headers = sign(secrets, message_id=message.id, at=datetime.now(UTC) - age, body=body)
    return Case(secrets[0], headers, body)


def test_every_example_verifies_also_while_secrets_are_rotated() -> None:
    new, old = new_secret(), new_secret()
    alone = [signed(kind, new) for kind in FOR_READERS]
    rotated = [signed(kind, old, new) for kind in FOR_READERS]
    holders = [Case(secret, one.headers, one.body) for one in rotated for secret in (old, new)]
    cases = [*alone, *holders]
    assert verdicts(*cases) == [{"taken": json.loads(one.body)} for one in cases]


@pytest.mark.parametrize("kind", FOR_READERS)
def test_what_was_changed_is_old_or_has_another_secret_is_refused(kind: str) -> None:
    secret = new_secret()
    right = signed(kind, secret)
    wrong = {
        "a byte": Case(secret, right.headers, right.body.replace(b'"sequence":1', b'"sequence":2')),
        "a byte more": Case(secret, right.headers, right.body + b" "),
        "the id": Case(secret, right.headers | {"webhook-id": "msg_other"}, right.body),
        "the secret": Case(new_secret(), right.headers, right.body),
    }
    assert verdicts(*wrong.values()) == [{"refused": NO_FIT}] * len(wrong)
    seconds = int(right.headers["webhook-timestamp"]) - 1
    moved = Case(secret, right.headers | {"webhook-timestamp": str(seconds)}, right.body)
    late, early = signed(kind, secret, age=TOO_OLD), signed(kind, secret, age=-TOO_NEW)
    assert verdicts(moved, late, early) == [
        {"refused": NO_FIT},
        {"refused": "Message timestamp too old"},
        {"refused": "Message timestamp too new"},
    ]
