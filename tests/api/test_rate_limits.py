"""Rate limits: whose request counts, what is told, and what happens while the queue's server is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.api.test_problems import check_document
from tests.support.clock import Clock
from tests.support.instance import bearer, new_caller, open_application, settings_for
from tests.support.valkey import running_valkey
from tracker.api.http.operation import AUTHORIZE
from tracker.api.http.rate_limits import PARTS, RATE_LIMITS, WINDOW_S, RateLimits
from tracker.api.http.spec import openapi_document
from tracker.app import create_app
from tracker.application.access.access import issue_key

LIST = "/v1/predictions"
NOON = 1_800_000_000.0  # a whole minute


@pytest.fixture
def clock():
    return Clock(NOON)


@pytest.fixture
def limited(app, clock):
    """The toy's clients: five requests a minute for a key, two for an address."""
    app.extensions[RATE_LIMITS] = RateLimits(key_quota=5, address_quota=2, clock=clock)
    app.extensions[AUTHORIZE] = known_by_name(app.extensions[AUTHORIZE])
    return app.test_client()


def known_by_name(authorize):
    """The toy's callers have a key that is called as they are."""

    class Named:
        def __init__(self, key):
            self.key = key

    def named(scope, *, may_recall):
        key = authorize(scope, may_recall=may_recall)
        return None if key is None else Named(key)

    return named


def told(answer):
    return answer.headers["RateLimit-Policy"], answer.headers["RateLimit"]


def test_every_answer_tells_what_is_left(limited, clock):
    clock.now += 18
    assert told(limited.get(LIST)) == ('"address";q=2;w=60', '"address";r=1;t=42')
    assert told(limited.get(LIST, headers=bearer("all"))) == ('"key";q=5;w=60', '"key";r=4;t=42')


def test_one_request_too_many_is_refused_until_the_minute_ends(limited, clock):
    clock.now += 50
    assert [limited.get(LIST).status_code for _ in range(3)] == [200, 200, 429]
    refused = limited.get(LIST)
    assert "2 requests a minute" in check_document(refused, 429, "rate_limited")["detail"]
    assert refused.headers["Retry-After"] == "10"
    assert told(refused) == ('"address";q=2;w=60', '"address";r=0;t=10')
    clock.now += 10
    assert limited.get(LIST).status_code == 200


def test_each_key_and_each_address_has_its_own(limited):
    for _ in range(2):
        limited.get(LIST)
    assert limited.get(LIST).status_code == 429
    assert limited.get(LIST, headers=bearer("all")).status_code == 200
    assert limited.get(LIST, headers=bearer("none")).headers["RateLimit"].startswith('"key";r=4')
    assert limited.get(LIST, environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200


def test_whoever_guesses_keys_is_counted_by_address(limited):
    guesses = [limited.get(LIST, headers=bearer(f"guess-{n}")).status_code for n in range(3)]
    assert guesses == [401, 401, 429]


def test_a_key_that_may_not_is_counted_too(limited):
    refusals = [limited.post(LIST, json={}, headers=bearer("none")).status_code for _ in range(3)]
    assert refusals == [403, 403, 429]


def test_a_network_of_version_6_counts_as_one_address(limited):
    for last in ("1", "2"):
        limited.get(LIST, environ_overrides={"REMOTE_ADDR": f"2001:db8::{last}"})
    assert limited.get(LIST, environ_overrides={"REMOTE_ADDR": "2001:db8::3"}).status_code == 429
    assert limited.get(LIST, environ_overrides={"REMOTE_ADDR": "2001:db8:0:1::3"}).status_code == 200


@pytest.mark.parametrize("address", ["", "unix:/run/web.sock"])
def test_an_address_that_is_none_is_counted_as_it_is(limited, address):
    answers = [limited.get(LIST, environ_overrides={"REMOTE_ADDR": address}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_a_quota_of_nothing_is_no_limit(app):
    app.extensions[RATE_LIMITS] = RateLimits(key_quota=0, address_quota=0)
    answer = app.test_client().get(LIST)
    assert answer.status_code == 200
    assert "RateLimit" not in answer.headers


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/openapi.json", "/problems/not-found"])
def test_probes_and_explanations_are_never_limited(limited, path):
    assert [limited.get(path).status_code for _ in range(4)] == [200] * 4


def test_two_processes_on_one_queue_count_together(tmp_path, clock):
    with running_valkey(tmp_path) as url:
        one, two = (limits_on(connection(url), clock) for _ in range(2))
        assert [limits.spend("key", "k").used for limits in (one, two, one)] == [1, 2, 3]
        assert one.spend("key", "other").used == 1
        assert 0 < connection(url).ttl(next(connection(url).scan_iter("LIMITS*"))) <= WINDOW_S


def test_of_a_large_quota_a_process_takes_a_part_at_a_time(tmp_path, clock):
    with running_valkey(tmp_path) as url:
        queue = connection(url)
        one, two = (RateLimits(key_quota=3_000, address_quota=0, queue=queue, clock=clock) for _ in range(2))
        assert [one.spend("key", "k").used for _ in range(4)] == [1, 2, 3, 4]
        assert [two.spend("key", "k").used for _ in range(2)] == [7, 8]
        assert [one.spend("key", name).used for name in ("other", "k", "k", "k")] == [1, 5, 6, 10]
        counts = {key: int(queue.get(key)) for key in queue.scan_iter("LIMITS*")}
        assert sorted(counts.values()) == [3, 12]
        assert all(0 < queue.ttl(key) <= WINDOW_S for key in counts)
        clock.now += 60
        assert one.spend("key", "k").used == 1


def test_many_threads_of_several_processes_are_let_in_as_often_as_the_quota_says(tmp_path, clock):
    quota, parts = 4_000, 3
    with running_valkey(tmp_path) as url:
        limits = [
            RateLimits(key_quota=quota, address_quota=0, queue=connection(url), clock=clock)
            for _ in range(parts)
        ]
        with ThreadPoolExecutor(6) as pool:
            used = list(pool.map(lambda n: limits[n % parts].spend("key", "k").used, range(quota + 300)))
    assert len(set(used)) == len(used)
    assert quota - parts * (quota // PARTS) <= sum(one <= quota for one in used) <= quota


def test_while_the_queue_is_away_each_process_counts_alone_and_says_so_once(tmp_path, clock, caplog):
    with running_valkey(tmp_path) as url:
        limits = limits_on(connection(url), clock)
        assert limits.spend("key", "k").used == 1
    assert [limits.spend("key", "k").used for _ in range(3)] == [1, 2, 3]
    assert [record.getMessage() for record in caplog.records] == [
        "rate limits are counted in this process: ConnectionError"
    ]


def test_a_queue_that_is_back_is_counted_in_again(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("tracker.api.http.rate_limits.AWAY_S", 0.0)
    with running_valkey(tmp_path) as url:
        limits = limits_on(connection(url), clock)
    assert limits.spend("key", "k").used == 1
    with running_valkey(tmp_path) as url:
        assert limits_on(connection(url), clock).spend("key", "k").used == 1
        assert limits.spend("key", "k").used == 2


def test_a_tracker_limits_by_its_settings(tmp_path):
    with open_application(tmp_path) as application:
        new_caller(application)
        token = issue_key(application, name="k", scopes=("read",), author=None)[1]
        settings = settings_for(tmp_path, TRACKER_RATE_KEY="3", TRACKER_RATE_ADDRESS="1")
        client = create_app(settings, application).test_client()
        with_key = [client.get("/v1/events", headers=bearer(token)).status_code for _ in range(4)]
        assert with_key == [200, 200, 200, 429]
        assert [client.get(path).status_code for path in ("/", "/", "/v1/predictions")] == [200, 429, 429]


def test_every_operation_names_the_limits(app):
    document = openapi_document(app)
    for methods in document["paths"].values():
        for operation in (methods[name] for name in ("get", "post") if name in methods):
            assert operation["responses"]["429"] == {"$ref": "#/components/responses/RateLimited"}
            usual = next(iter(operation["responses"].values()))
            assert set(usual["headers"]) == {"RateLimit", "RateLimit-Policy"}
    headers = document["components"]["responses"]["RateLimited"]["headers"]
    assert set(headers) == {"Retry-After", "RateLimit", "RateLimit-Policy"}


def limits_on(queue: Redis, clock: Clock) -> RateLimits:
    return RateLimits(key_quota=100, address_quota=100, queue=queue, clock=clock)


def connection(url: str) -> Redis:
    return Redis.from_url(url, retry=Retry(NoBackoff(), retries=0))
