import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('diagnostics');

/** MongoDB manual, "profile". */
describe('profile', () => {
  it('tells the level, and from when on an operation is slow', async () => {
    expect(await server.db.command({ profile: -1 })).toMatchObject({
      was: 0,
      slowms: expect.any(Number),
      sampleRate: expect.any(Number),
    });
  });

  it('sets for all databases what is slow, and answers how it was', async () => {
    const other = server.client.db(`${server.db.databaseName}_other`);
    const { slowms } = await server.db.command({ profile: 0 });
    expect(await server.db.command({ profile: 0, slowms: slowms + 7 })).toMatchObject({ was: 0, slowms });
    expect(await other.command({ profile: -1 })).toMatchObject({ was: 0, slowms: slowms + 7 });
    await server.db.command({ profile: 0, slowms });
  });
});
