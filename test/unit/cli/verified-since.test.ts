import { expect, it } from 'vitest';
import { verifiedSince } from '../../../src/cli/verified-since.ts';
import { type Fact, known, unknownBecause } from '../../../src/core/check.ts';
import type { Verified } from '../../../src/core/gates/gate-facts.ts';
import type { Past } from '../../../src/core/past.ts';

const now = new Date('2026-01-18T14:30:00.000Z');
const identical = { at: '2026-01-18T14:00:00.000Z', by: 'ana' };
const source = { setName: 'rs-billing', hosts: ['db1.corp.example:27017'] };
const found = { level: 'full', scope: '', source, verdict: 'different', open: 0 } as const;
const later = { at: '2026-01-18T14:20:00.000Z', ...found };
const of = 'source rs-billing (db1.corp.example:27017)';

it.each([
  ['all', '', `(${of}; level full)`],
  ['a part', 'only shop.*', `(${of}; level full; only shop.*)`],
])('what a later comparison of %s has found stands beside the verdict of the cutover', (_, scope, what) => {
  expect(verifiedSince(known({ ...later, scope }), { identical }, {}, now)).toEqual([
    {
      ...{ type: 'note', time: now.toISOString(), level: 'warning' },
      message: `\`livemig verify\` has found differences since, at 2026-01-18 14:20:00 UTC ${what}: \`livemig verify show last\` shows them. What applications write to the destination differs, too.`,
    },
  ]);
});

it.each<[string, Fact<Verified | undefined>, Pick<Past, 'identical' | 'differed'>]>([
  ['was before it', known({ ...later, at: '2026-01-18T13:59:00.000Z' }), { identical }],
  ['has found none', known({ ...later, verdict: 'identical' }), { identical }],
  ['was never made', known(undefined), { identical }],
  ['cannot be read', unknownBecause('it is damaged'), { identical }],
  ['has no verdict to stand beside', known(later), {}],
  ['tells no more than the problem does', known(later), { identical, differed: { at: later.at, by: 'ana' } }],
])('nothing is said of one that %s', (_, verified, past) => {
  expect(verifiedSince(verified, past, {}, now)).toEqual([]);
});
