import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { tokenTime } from '../../../src/mongo/verify/token-time.ts';

const time = (token: BSON.Document) => tokenTime(Buffer.from(BSON.serialize(token)));

describe('tokenTime', () => {
  it.each<[string, BSON.Document, object | undefined]>([
    [
      'of an event',
      { _data: '826AC50E0C000000032B042C0100296E5A10046C2C6A1B4F6C4A9E8D000004' },
      { seconds: 0x6ac50e0c, increment: 3 },
    ],
    ['of a high water mark', { _data: '826AC50E0D000000012B0429296E1404' }, { seconds: 0x6ac50e0d, increment: 1 }],
    [
      'with more beside',
      { _typeBits: new BSON.Binary(Buffer.of(1)), _data: '82FFFFFFFFFFFFFFFF' },
      { seconds: 2 ** 32 - 1, increment: 2 ** 32 - 1 },
    ],
    ['in small letters', { _data: '826ac50e0d000000ff' }, { seconds: 0x6ac50e0d, increment: 255 }],
    ['of another type', { _data: '466AC50E0D00000001' }, undefined],
    ['cut off', { _data: '826AC50E0D0000' }, undefined],
    ['in binary', { _data: new BSON.Binary(Buffer.from('826AC50E0D00000001', 'hex')) }, undefined],
    ['without anything', {}, undefined],
  ])('%s', (_, token, wanted) => {
    expect(time(token)).toEqual(wanted);
  });
});
