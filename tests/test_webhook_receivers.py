"""The receivers in docs/webhooks.md work as they stand: what is signed rightly is taken, everything else refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from tests.support.running import wait_until
from tracker.delivery.connectors.signing import new_secret, sign

DOCUMENT = Path(__file__).parents[1] / "docs" / "webhooks.md"
BODY = json.dumps(
    {"type": "notice.due", "timestamp": "2026-01-01T00:00:00Z", "data": {"subject": "What happened?"}}
).encode()


def program(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    return found


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def started(language, folder, port):
    env = {"PATH": os.environ["PATH"], "PORT": str(port), "WEBHOOK_SECRET": SECRET}
    if language == "python":
        (folder / "receiver.py").write_text(program(language))
        command = [sys.executable, "-m", "flask", "--app", "receiver", "run", "--port", str(port)]
    else:
        (folder / "receiver.cjs").write_text(program(language))
        command = ["node", "receiver.cjs"]
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


SECRET = new_secret()


@pytest.fixture(
    params=[
        "python",
        pytest.param(
            "javascript", marks=pytest.mark.skipif(not shutil.which("node"), reason="no node on this machine")
        ),
    ]
)
def receiver(request, tmp_path):
    port = free_port()
    process = started(request.param, tmp_path, port)
    url = f"http://127.0.0.1:{port}/hooks/predictions"
    try:
        wait_until(lambda: answers(url), seconds=30)
        yield url, process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def answers(url):
    try:
        return post(url, {}, b"{}") is not None
    except httpx2.TransportError:
        return False


def post(url, headers, body=BODY):
    named = {
        "webhook-id": "x",
        "webhook-timestamp": "0",
        "webhook-signature": "v1,x",
        "Content-Type": "application/json",
    }
    return httpx2.post(url, content=body, headers=named | headers, trust_env=False).status_code


def test_the_receiver_takes_what_we_sign_and_nothing_else(receiver):
    url, process = receiver
    now = datetime.now(UTC)

    def signed(secrets, at=now):
        return sign(secrets, message_id="msg_1", at=at, body=BODY)

    assert post(url, signed([SECRET])) == 204
    assert post(url, signed([new_secret(), SECRET])) == 204
    assert post(url, signed([new_secret()])) == 401
    assert post(url, signed([SECRET], now - timedelta(minutes=6))) == 401
    assert post(url, signed([SECRET], now + timedelta(minutes=6))) == 401
    assert post(url, signed([SECRET]), BODY.replace(b"happened", b"happens!")) == 401
    assert post(url, signed([SECRET]) | {"webhook-id": "msg_2"}) == 401
    process.kill()
    assert process.stdout.read().decode().count("msg_1 notice.due What happened?\n") == 2
