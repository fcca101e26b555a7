import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf, itemsOf } from '../../../src/mongod/bson/raw.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { openRawSession } from '../../support/raw-session.ts';
import { anyDocument } from './raw-bson.ts';

const fixture = mongodFixture();

describe('any BSON document', () => {
  it('comes back byte for byte, and so does what an update leaves alone', async () => {
    const session = await openRawSession(fixture.mongod.address, { username: 'root', password });
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

  it.each([
    ['undefined', '066100'],
    ['a DBPointer', '0c610002000000610064b000000000000000000001'],
    ['a date that JavaScript has none for', '096100ffffffffffffff7f'],
    ['text that is not UTF-8', '02610003000000c32800'],
    ['an array whose keys are no positions', '0461000c0000001078000100000000'],
    ['options of a regular expression that are not sorted', '0b61006100736d00'],
  ])('that a driver cannot write is kept and told by the oplog as it came: %s', async (_, field) => {
    const session = await openRawSession(fixture.mongod.address, { username: 'root', password });
    const document = rawDocument(`105f69640001000000${field}`);
    await session.send('odd', { delete: 'c', deletes: [{ q: {}, limit: 0 }] });
    await session.send('odd', { insert: 'c' }, { name: 'documents', documents: [document] });
    await session.send('odd', { update: 'c', updates: [{ q: { _id: 1 }, u: { $set: { b: 1 } } }] });
    const after = rawDocument(`105f69640001000000${field}10620001000000`);
    expect((await session.send('odd', { find: 'c' })).includes(after)).toBe(true);
    const inserted = { find: 'oplog.rs', filter: { ns: 'odd.c', op: 'i' }, sort: { $natural: -1 }, limit: 1 };
    expect((await session.send('local', inserted)).includes(document)).toBe(true);
    session.close();
  });
});

/** Of encoded fields. */
function rawDocument(fields: string): Buffer {
  const body = Buffer.from(fields, 'hex');
  const size = Buffer.alloc(4);
  size.writeInt32LE(body.length + 5);
  return Buffer.concat([size, body, Buffer.alloc(1)]);
}
