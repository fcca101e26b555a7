import { expect, it } from 'vitest';
import { createKeptLooks } from '../../../src/cli/kept-looks.ts';

const minute = 60_000;
const seen = { state: 'done', detail: 'mig01 can migrate' } as const;
const host = 'provision.see-host';

/** A watch whose looks begin when a test says so. */
function scene() {
  let ms = 0;
  const kept = createKeptLooks({ now: () => new Date(ms), elapsed: () => ms });
  const look = (afterMs: number) => {
    ms += afterMs;
    kept.begin();
  };
  return { kept, look };
}

it.each([
  ['every five minutes', 15_000, 20],
  ['at every fifth look where those are rarer than once a minute', 10 * minute, 5],
])('what changes seldom is looked at %s, and told with the time of its look', (_, interval, looks) => {
  const { kept, look } = scene();
  look(0);
  kept.keep(host, seen, 'for-a-while');
  for (let more = 1; more < looks; more += 1) {
    look(interval);
    expect(kept.of(host)).toEqual({ ...seen, seenAt: '1970-01-01T00:00:00.000Z' });
  }
  look(interval);
  expect(kept.of(host)).toBeUndefined();
});

it('what does not go by itself is kept for good, and is told with the time of its look as well', () => {
  const { kept, look } = scene();
  look(0);
  kept.keep('provision.connect-organization', seen, 'for-good');
  for (let more = 0; more < 10; more += 1) look(minute);
  expect(kept.of('provision.connect-organization')).toEqual({ ...seen, seenAt: '1970-01-01T00:00:00.000Z' });
});

it('a look in part is overtaken by a migration that stands otherwise, and all is looked at again', () => {
  const { kept, look } = scene();
  look(0);
  kept.keep(host, seen, 'for-a-while');
  expect(kept.isOvertaken('WORKING')).toBe(false);
  look(minute);
  expect(kept.isOvertaken('WORKING')).toBe(false);
  expect(kept.of(host)).toBeDefined();
  look(minute);
  expect(kept.isOvertaken('COMPLETE')).toBe(true);
  expect(kept.of(host)).toBeUndefined();
  kept.keep(host, seen, 'for-a-while');
  look(minute);
  expect(kept.isOvertaken('COMPLETE')).toBe(false);
});

it('a whole look is overtaken by nothing', () => {
  const { kept, look } = scene();
  look(0);
  kept.isOvertaken('NEW');
  look(minute);
  kept.keep(host, seen, 'for-a-while');
  expect(kept.isOvertaken('WORKING')).toBe(false);
});
