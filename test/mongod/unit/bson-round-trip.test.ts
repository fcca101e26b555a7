import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf, itemsOf } from '../../../src/mongod/bson/raw.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { anyDocument } from './raw-bson.ts';
import { openRawSession } from './raw-session.ts';

const fixture = mongodFixture();

describe('any BSON document', () => {
  it('comes back byte for byte, and so does what an update leaves alone', async () => {
    const session = await openRawSession(fixture.mongod.address, 'root', password);
    let id = 0;
    const read = async () => {
      const reply = await session.send('bytes', { find: 'any', filter: { _id: id } });
      const cursor = fieldOf(reply, 'cursor');
      const batch = cursor && fieldOf(cursor.bytes, 'firstBatch');
      return batch === undefined ? reply : itemsOf(batch)[0]?.bytes;
    };
    await fc.assert(
      fc.asyncProperty(anyDocument, async (withId) => {
        id += 1;
        const document = withId(id);
        await session.send('bytes', { insert: 'any' }, { name: 'documents', documents: [document] });
        expect((await read())?.toString('hex')).toBe(document.toString('hex'));
        const updates = (u: object) => session.send('bytes', { update: 'any', updates: [{ q: { _id: id }, u }] });
        await updates({ $set: { ofTheTest: 1 } });
        await updates({ $unset: { ofTheTest: 1 } });
        expect((await read())?.toString('hex')).toBe(document.toString('hex'));
      }),
      { numRuns: 300 },
    );
    session.close();
  });
});
