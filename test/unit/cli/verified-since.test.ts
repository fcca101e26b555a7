import { expect, it } from 'vitest';
import { verifiedSince } from '../../../src/cli/verified-since.ts';
import { type Fact, known, unknownBecause } from '../../../src/core/check.ts';
import type { Verified } from '../../../src/core/gates/gate-facts.ts';
import { done, emptyJournal } from '../../../src/core/journal.ts';
import type { Past } from '../../../src/core/past.ts';
import { verify } from '../../../src/stages/start/verify.ts';

const now = new Date('2026-01-18T14:30:00.000Z');
const identical = { at: '2026-01-18T14:00:00.000Z', by: 'ana' };
const source = { setName: 'rs-billing', hosts: ['db1.corp.example:27017'] };
const found = { level: 'full', scope: '', source, verdict: 'different', open: 0 } as const;
const later = { at: '2026-01-18T14:20:00.000Z', ...found };

/** As the cutover's own comparison left it; older versions kept no sides. */
function comparedWith(hosts?: readonly string[]) {
  const side = hosts && {
    identity: { topology: 'replica-set', version: '7.0.18', setName: 'rs-billing', hosts },
    clusterTime: { seconds: 1_768_744_800, increment: 1 },
    unseen: [],
  };
  const receipt = { identical: true, namespaces: 1, documents: { source: 1, destination: 1 } };
  const at = new Date(identical.at);
  return done(emptyJournal(at), verify.id, { ...receipt, ...(side && { source: side, destination: side }) }, at);
}

it.each([
  ['all', '', source.hosts, '(level full)'],
  ['a part', 'only shop.*', source.hosts, '(level full; only shop.*)'],
  ['a source that may be another one', '', undefined, '(level full)'],
])('what a later comparison of %s has found stands beside the verdict of the cutover', (_, scope, hosts, what) => {
  const looking = { past: { identical }, journal: comparedWith(hosts) };
  expect(verifiedSince(known({ ...later, scope }), looking, {}, now)).toEqual([
    {
      ...{ type: 'note', time: now.toISOString(), level: 'warning' },
      message: `\`livemig verify\` has found differences since, at 2026-01-18 14:20:00 UTC ${what}: \`livemig verify show last\` shows them. What applications write to the destination differs, too.`,
    },
  ]);
});

it.each<[string, Fact<Verified | undefined>, Past, hosts?: readonly string[]]>([
  ['was before it', known({ ...later, at: '2026-01-18T13:59:00.000Z' }), { identical }],
  ['has found none', known({ ...later, verdict: 'identical' }), { identical }],
  ['was of another source', known(later), { identical }, ['db1.lab.example:27017']],
  ['was never made', known(undefined), { identical }],
  ['cannot be read', unknownBecause('it is damaged'), { identical }],
  ['has no verdict to stand beside', known(later), {}],
  ['tells no more than the problem does', known(later), { identical, differed: { at: later.at, by: 'ana' } }],
])('nothing is said of one that %s', (_, verified, past, hosts = source.hosts) => {
  expect(verifiedSince(verified, { past, journal: comparedWith(hosts) }, {}, now)).toEqual([]);
});
