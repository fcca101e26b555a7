import { describe, expect, it } from 'vitest';
import type { Options } from '../../../src/cli/command-module.ts';
import { tellNames } from '../../../src/cli/tell-names.ts';
import type { CutoverTerms } from '../../../src/core/cutover/armed-cutover.ts';
import { usualTerms } from '../../../src/core/gates/gate-terms.ts';
import { type HookName, noHooks } from '../../../src/core/hooks/hook.ts';
import { type Journal, started, submitted } from '../../../src/core/journal.ts';
import type { MigrationNames } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Values } from '../../../src/stages/values.ts';
import { answers, fakeWorld, now, untouched } from '../../support/fake-world.ts';

const sourceUri = new Secret('mongodb://dba:hush@a.example:27017,b.example:27017/?replicaSet=rs0');
const destinationUri = new Secret('mongodb+srv://dba:hush@billing0.example');

interface Seen {
  readonly journal?: Journal;
  readonly values?: Values;
  readonly options?: Options;
  readonly hooks?: readonly HookName[];
  readonly terms?: CutoverTerms;
}

const window = {
  ...{ from: '2026-12-05T01:00:00.000Z', until: '2026-12-05T03:00:00.000Z', zone: 'UTC' },
  words: 'Sat 5 Dec 2026, 01:00 to 03:00 UTC',
};

async function told({
  journal = untouched,
  values = answers,
  options = {},
  hooks = [],
  terms = usualTerms,
}: Seen = {}) {
  const { world } = await fakeWorld({ journal, values, terms, names: { 'atlas-project': 'billing' } });
  const given = hooks.map((name) => ({ name, file: `/hooks/${name}`, isRepeatable: false }));
  const names: MigrationNames[] = [];
  const reporter = { report: () => {}, about: (one: MigrationNames) => void names.push(one) };
  tellNames({ ...world, hooks: { ...noHooks, given } }, options, { reporter }, () => 'next');
  const [first] = names;
  if (first === undefined) throw new Error('nobody was told');
  return first;
}

const created = submitted(untouched, 'start.create-migration', { migrationId: '65f0a1b2c3d4e5f6a7b8c9d0' }, now);
const requested = submitted(created, 'start.cut-over', { requestedAt: now.toISOString(), requestedBy: 'ana' }, now);
const asked = started(created, 'start.cut-over', now);

it('names ids and addresses, and of a connection string only its hosts', async () => {
  const { particulars } = await told({ journal: created, values: { ...answers, sourceUri } });
  const lines = Object.fromEntries(particulars().map(({ label, text }) => [label, text]));
  expect(lines).toMatchObject({
    migration: '65f0a1b2c3d4e5f6a7b8c9d0',
    directory: '.livemig',
    project: 'billing (atlas-project)',
    cluster: 'Billing0',
    'source at': 'a.example:27017,b.example:27017',
    'dest. at': 'not looked at: LIVEMIG_DESTINATION_URI is not set',
  });
  expect(JSON.stringify(lines)).not.toContain('hush');
});

describe('the plan of the cutover', () => {
  const labels = async (seen: Seen) => (await told(seen)).cutoverPlan().map(({ label, text }) => `${label}: ${text}`);

  it('is in the order in which it is carried out, with the hooks there are', async () => {
    const hooks = ['after-cutover', 'before-cutover', 'on-writes-stopped', 'on-stalled'] as const;
    expect(await labels({ hooks, values: { ...answers, sourceUri, destinationUri } })).toEqual([
      'approval: have it approved by the name Billing0 (typed, or given to --confirm where nobody can type)',
      'hook: run the hook before-cutover (/hooks/before-cutover; where it fails, nothing is requested)',
      'hook: run the hook on-writes-stopped (/hooks/on-writes-stopped; where it fails, nothing is requested)',
      'gates: look at all gates again (`livemig cutover --dry-run` shows how they stand)',
      'request: ask Atlas to cut over to Billing0, which cannot be undone',
      'follow: follow it until COMPLETE (usually three to ten minutes)',
      'hook: run the hook after-cutover (/hooks/after-cutover)',
      'verify: compare source and destination',
    ]);
  });

  it('says what is not known or not set, by commands of this directory', async () => {
    const lines = await labels({ options: { dir: './move' } });
    expect(lines).toContain(
      'verify: compare nothing, because LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI are not set',
    );
    expect(lines).toContain('hooks: none is known here; `livemig cutover --hooks DIR --dir ./move` runs those of DIR');
  });

  it('that waits for its window is approved, and has the hooks of this very command', async () => {
    const lines = await labels({ options: { at: 'Sat 02:00-04:00 UTC' }, terms: { ...usualTerms, window } });
    expect(lines[0]).toBe('approval: approved when it was armed; nobody is asked once more in the window');
    expect(lines).toContain('hooks: none: this command was given no --hooks');
  });

  it('that another command waits with is approved as well, and its hooks are not known', async () => {
    const lines = await labels({ terms: { ...usualTerms, window } });
    expect(lines[0]).toBe('approval: approved when it was armed; nobody is asked once more in the window');
    expect(lines).toContain('hooks: not known here: the command that waits for the window was given its own');
  });

  it('asks for nothing again that was requested', async () => {
    const lines = await labels({ journal: requested, hooks: ['before-cutover'] });
    expect(lines[0]).toMatch(/^request: cutover requested .* by ana; it cannot be undone$/);
    expect(lines.join()).not.toMatch(/approval|before-cutover|ask Atlas/);
  });
});

it.each<[string, Seen, RegExp]>([
  ['goes on', { journal: created }, /^The migration goes on in Atlas\.$/],
  [
    'is not cut over by itself',
    { journal: created, options: { cutover: 'auto' } },
    /goes on in Atlas\. Nobody asks for the cutover meanwhile\.$/,
  ],
  [
    'is not asked for the cutover that is armed',
    { journal: created, options: { at: 'Sat 02:00-04:00', dir: './move' } },
    /stays armed, but nobody would ask for it.*`livemig cutover --cancel --dir \.\/move` ends it/,
  ],
  ['is cut over', { journal: requested, options: { at: 'x' } }, /^The cutover goes on in Atlas, and cannot be undone/],
  ['may be cut over', { journal: asked }, /^Atlas may have been asked for the cutover/],
])('without this process it %s', async (_, seen, words) => {
  expect((await told(seen)).whenLeft()).toMatch(words);
});
