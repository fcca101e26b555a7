import { expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();

it.each([
  [{ createUser: 'a', pwd: 'b' }, 40414, "BSON field 'createUser.roles' is missing but a required field"],
  [
    { createUser: 'a', pwd: 'b', roles: 'read' },
    14,
    "BSON field 'createUser.roles' is the wrong type 'string', expected type 'array'",
  ],
  [
    { setUserWriteBlockMode: 1, global: 'yes' },
    14,
    "BSON field 'setUserWriteBlockMode.global' is the wrong type 'string', expected type 'bool'",
  ],
  [{ connectionStatus: 1, all: true }, 40415, "BSON field 'connectionStatus.all' is an unknown field."],
  [{ nothingOfTheKind: 1 }, 59, "no such command: 'nothingOfTheKind'"],
])('%o is refused with %s: %s', async (command, code, message) => {
  await expect(fixture.client.db('admin').command(command)).rejects.toMatchObject({ code, message });
});

it('an unknown field is passed over by commands that are not strict', async () => {
  expect(await fixture.client.db('admin').command({ ping: 1, all: true })).toMatchObject({ ok: 1 });
});

it.each(['collStats', 'collstats'])('%s is one command by two names', async (name) => {
  expect(await fixture.client.db('shop').command({ [name]: 'items' })).toMatchObject({ ns: 'shop.items', count: 0 });
});
