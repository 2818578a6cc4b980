"""The peer of POST /v1/predictions: a Flask route that checks a body with marshmallow and does one durable insert.

A WSGI server calls `create_route`; BENCH_DATABASE names an SQLite file or a PostgreSQL URL.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask, request
from marshmallow import Schema, fields, validate

from tracker.parent_death import die_with_parent

PATH = "/v1/predictions"

_TABLE = "CREATE TABLE IF NOT EXISTS route_row (id text PRIMARY KEY, statement text, deadline text, p float, topics text)"

Insert = Callable[[tuple[Any, ...]], None]


class Body(Schema):
    statement = fields.String(required=True, validate=validate.Length(min=1, max=2_000))
    deadline = fields.Date(required=True)
    probability = fields.Float(validate=validate.Range(0, 1))
    topics = fields.List(fields.String(validate=validate.Length(max=100)), validate=validate.Length(max=20))


def create_route() -> Flask:
    """The smallest app that checks, keeps and answers."""
    die_with_parent()
    app, schema = Flask("route"), Body()
    address = os.environ["BENCH_DATABASE"]
    insert = _postgres(address) if address.startswith("postgresql") else _sqlite(address)

    @app.post(PATH)
    def log() -> tuple[dict[str, Any], int]:
        body = schema.load(request.get_json())
        number = uuid4().hex
        topics = ",".join(body["topics"])
        insert((number, body["statement"], body["deadline"].isoformat(), body["probability"], topics))
        return {"id": number} | schema.dump(body), 201

    return app


def _sqlite(path: str) -> Insert:
    here, one_at_a_time = threading.local(), threading.Lock()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    connect().execute(_TABLE)

    def insert(row: tuple[Any, ...]) -> None:
        if not hasattr(here, "connection"):
            here.connection = connect()
        with one_at_a_time:  # SQLite's own waiting sleeps, which made this peer slower
            here.connection.execute("INSERT INTO route_row VALUES (?, ?, ?, ?, ?)", row)

    return insert


def _postgres(address: str) -> Insert:
    here = threading.local()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_TABLE)

    def insert(row: tuple[Any, ...]) -> None:
        if not hasattr(here, "connection"):
            here.connection = psycopg.connect(address, autocommit=True)
        here.connection.execute("INSERT INTO route_row VALUES (%s, %s, %s, %s, %s)", row)

    return insert
