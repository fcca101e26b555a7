import { expect, it } from 'vitest';
import { parseFacts } from '../../../src/core/facts-file.ts';
import { watch } from '../../support/good/watch.ts';

it('a file of a version that told the last write of the source by its second can be read', () => {
  const { seconds, sets } = watch.sourceLatestWrites;
  const read = sets.read.map(({ name, value: { lastWrite: _, ...value } }) => {
    return { name, value: { ...value, newest: '2026-01-18T14:29:00.000Z' } };
  });
  const head = { format: 'livemig facts', formatVersion: 1, livemig: '0.1.0', by: 'ana' };
  const known = { sourceLatestWrites: { seconds, sets: { ...sets, read } } };
  const text = JSON.stringify({ ...head, collectedAt: '2026-01-18T14:30:00.000Z', known, unknown: {} });
  expect(parseFacts(text, 'facts.json').known.sourceLatestWrites).toMatchObject({
    sets: { read: [{ name: 'rs-billing', value: { quietSeconds: 60 } }] },
  });
});
