"""Alembic's entry: fact tables only, on the connection that `tracker migrate` opened."""

from alembic import context

from tracker.store.fact_table import order_by_bytes
from tracker.store.tables import FactTable

order_by_bytes(FactTable.metadata)
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=FactTable.metadata)
with context.begin_transaction():
    context.run_migrations()
