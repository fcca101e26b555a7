import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { lookAtEach, type Place } from '../../../src/mongo/survey/places.ts';

const failure = (code: ErrorCode, kind: LivemigError['kind']) =>
  new LivemigError({ kind, code, message: `It failed: ${code}.`, fix: 'Look.' });
const place = (name: string): Place => ({ name, ask: () => Promise.reject(new Error('not asked')) });
const silent = failure('MONGODB', 'step-failed');
const refused = failure('MONGODB_ROLE', 'credentials');
const stranger = failure('MONGODB_LOGIN', 'credentials');

/** Each place answers with this, by its name; an error is thrown. */
function look(answers: Readonly<Record<string, Error | number>>) {
  const places = Object.keys(answers).map(place);
  return lookAtEach(places, async ({ name }) => {
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

describe('of several places', () => {
  it('those that answer are read, and of the others it is told why not', async () => {
    expect(await look({ a: silent, b: 2, c: stranger, d: 4 })).toEqual({
      read: [
        { name: 'b', value: 2 },
        { name: 'd', value: 4 },
      ],
      unread: [
        { name: 'a', reason: 'It failed: MONGODB.' },
        { name: 'c', reason: 'It failed: MONGODB_LOGIN.' },
      ],
    });
  });

  it('none may be asked: so that the right is told, it is thrown', async () => {
    await expect(look({ a: refused, b: refused })).rejects.toBe(refused);
  });

  it('one may be asked, and others not', async () => {
    expect(await look({ a: refused, b: 2 })).toMatchObject({ unread: [{ name: 'a' }] });
  });

  it('none lets the user in: that ends nothing, as the deployment itself does', async () => {
    expect(await look({ a: stranger, b: stranger })).toMatchObject({
      read: [],
      unread: [{ name: 'a' }, { name: 'b' }],
    });
  });

  it.each([failure('INTERRUPTED', 'interrupted'), new Error('a bug')])(
    'what ends the run ends it: %s',
    async (error) => {
      await expect(look({ a: error, b: 2 })).rejects.toBe(error);
    },
  );

  it('there are none', async () => {
    expect(await look({})).toEqual({ read: [], unread: [] });
  });
});
