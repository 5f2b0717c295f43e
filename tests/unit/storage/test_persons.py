"""People and their accounts, where several workers come upon them at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.core.models import Account, Person, PersonId
from bot.storage import schema
from bot.storage.transaction import Store

ANN = PersonId("ann")


@pytest.mark.parametrize("engine_name", ["postgresql"])  # SQLite has one writer at a time
async def test_whose_account_it_is_does_not_go_before_the_transaction_ends(store: Store):
    async with store.writing() as tx:
        await tx.persons.add(Person(ANN, "Ann"))
        await tx.persons.add_account(Account("chat", "1", ANN))
    persons = schema.persons
    to_remove = select(persons.c.id).where(persons.c.id == ANN).with_for_update(skip_locked=True)

    async with store.writing() as tx, store._engine.connect() as other:
        assert await tx.persons.ensure(Account("chat", "1", PersonId("new"))) == ANN
        assert await other.scalar(to_remove) is None

    async with store._engine.connect() as other:
        assert await other.scalar(to_remove) == ANN
