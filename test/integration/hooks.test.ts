import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { allHostsIn } from '../../src/core/hosts-in.ts';
import { createAuditLog } from '../../src/files/audit-log.ts';
import { openMigrationDirectory } from '../../src/files/migration-directory.ts';
import { type Journey, startJourney, withoutLooking } from '../support/journey.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { realClock } from '../support/test-ports.ts';

/** A directory of hooks, and what they have said in a file beside it. */
async function hooksThat(scripts: Readonly<Record<string, string>>) {
  const place = await temporaryDirectory();
  const [directory, said] = [join(place, 'hooks'), join(place, 'said')];
  await mkdir(directory);
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(directory, name), `#!/bin/sh\n${text.replaceAll('SAID', `"${said}"`)}\n`);
    await chmod(join(directory, name), 0o700);
  }
  return { directory, said: () => readFile(said, 'utf8').catch(() => '') };
}

/** @param looks whether it is of the deployments as well, which a hook is told of after a comparison only */
async function created(looks = false): Promise<Journey> {
  const looking = await startJourney('cloud-manager');
  const journey = looks ? looking : withoutLooking(looking);
  onTestFinished(journey.close);
  for (const command of [['link'], ['provision'], ['start', '--detach']])
    expect((await journey.run(command)).result.error).toBeNull();
  return journey;
}

const auditOf = async ({ directory }: Journey) =>
  (await readFile(join(directory, 'events.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('hooks', () => {
  it('are run once for what happens, with what is known and no secret, and are in the audit', async () => {
    const journey = await created(true);
    const { directory, said } = await hooksThat({
      'on-ready':
        'echo "$LIVEMIG_EVENT $LIVEMIG_STATUS $LIVEMIG_DIRECTORY$LIVEMIG_ATLAS_PRIVATE_KEY" >> SAID; echo "$LIVEMIG_DESTINATION_URI_HOSTS"',
      'after-cutover': 'echo "$LIVEMIG_EVENT $LIVEMIG_STATUS" >> SAID; exit 3',
    });
    const runs = [
      await journey.run(['start', '--dry-run', '--hooks', directory]),
      await journey.run(['start', '--hooks', directory]),
      await journey.run(['start', '--hooks', directory]),
      await journey.run(['cutover', '--confirm', 'Billing0', '--hooks', directory]),
      await journey.run(['cutover', '--confirm', 'Billing0', '--hooks', directory]),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(await said()).toBe(`on-ready WORKING ${journey.directory}\nafter-cutover COMPLETE\n`);
    const hosts = allHostsIn(
      Object.entries(journey.env).find(([name]) => name === 'LIVEMIG_DESTINATION_URI')?.[1] ?? '',
    );
    const records = (await auditOf(journey)).filter(({ kind }) => kind.startsWith('hook'));
    expect(records.map(({ kind, hook, end }) => [kind, hook, end?.code, end?.output])).toEqual([
      ['hook-started', 'on-ready', undefined, undefined],
      ['hook-ended', 'on-ready', 0, `${hosts}\n`],
      ['hook-started', 'after-cutover', undefined, undefined],
      ['hook-ended', 'after-cutover', 3, ''],
    ]);
    const warned = 'The hook after-cutover ended with exit code 3. What it said is in the audit.';
    expect(runs[3]?.events).toContainEqual(expect.objectContaining({ level: 'warning', message: warned }));
  });

  it('whose end is not known stop a run before it does anything, until a person says how it is', async () => {
    const journey = await created();
    const { directory, said } = await hooksThat({ 'on-ready': 'echo "$LIVEMIG_EVENT_ID" >> SAID' });
    const id = journey.sandbox.migrations()[0]?.id;
    const opened = await openMigrationDirectory(journey.directory, { uid: process.getuid?.(), warn: () => {} });
    const writer = { clock: realClock, user: 'u', host: 'h', pid: 1, isAlive: () => true };
    await createAuditLog(opened, writer).append({ kind: 'hook-started', hook: 'on-ready', occasion: `${id}/ready` });
    const stopped = await journey.run(['start', '--hooks', directory]);
    expect([stopped.exitCode, stopped.result.error?.code]).toEqual([5, 'HOOK_OUTCOME_UNKNOWN']);
    expect(stopped.result.error?.fix).toContain('--settle-hook on-ready=done');
    expect((await journey.run(['start', '--hooks', directory, '--settle-hook', 'on-ready=again'])).exitCode).toBe(0);
    expect((await journey.run(['start', '--hooks', directory])).exitCode).toBe(0);
    expect(await said()).toBe(`${id}/ready\n`);
  });
});

describe('hooks that cannot be used', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney('cloud-manager');
  });
  afterAll(() => journey.close());

  it.each([
    ['a name that is none', { 'on-redy': '' }, [], 'HOOKS_NOT_USABLE'],
    ['a time that is none', { 'on-ready': '' }, ['--hook-timeout', 'soon'], 'DURATION'],
    ['a word that says nothing', { 'on-ready': '' }, ['--settle-hook', 'on-ready'], 'CHOICE'],
    ['a run that sees nothing', { 'on-ready': '' }, ['--detach'], 'CONTRADICTION'],
  ])('are told before anything starts: %s', async (_, scripts, words, code) => {
    const { directory } = await hooksThat(scripts);
    const { exitCode, result } = await journey.run(['start', '--hooks', directory, ...words]);
    expect([exitCode, JSON.stringify(result.error)]).toEqual([2, expect.stringContaining(code)]);
    expect(journey.sandbox.requests()).toEqual([]);
  });

  it.each([
    ['--hook-timeout', '1m'],
    ['--settle-hook', 'on-ready=done'],
  ])('are missing beside %s', async (...words) => {
    const { exitCode, result } = await journey.run(['start', ...words]);
    expect([exitCode, result.error?.code]).toEqual([2, 'CONTRADICTION']);
  });
});

describe('the hooks of a cutover', () => {
  const cutover = (hooks: string) => ['cutover', '--confirm', 'Billing0', '--hooks', hooks];
  const asked = ({ sandbox }: Journey) => sandbox.requests().filter(({ method }) => method === 'PUT').length;
  async function ready(looks = false): Promise<Journey> {
    const journey = await created(looks);
    expect((await journey.run(['start'])).exitCode).toBe(0);
    return journey;
  }

  it.each(['before-cutover', 'on-writes-stopped'])(
    'that fail keep it from being requested, and it can be tried again: %s',
    async (name) => {
      const journey = await ready();
      const { directory } = await hooksThat({ [name]: 'exit 3' });
      const { exitCode, result } = await journey.run(cutover(directory));
      expect([exitCode, result.error?.code, asked(journey)]).toEqual([3, 'HOOK_FAILED', 0]);
      expect((await journey.run(['cutover', '--confirm', 'Billing0'])).exitCode).toBe(0);
    },
  );

  it('are run in order, once in a run, before it is requested and after both sides were found identical', async () => {
    const journey = await ready(true);
    const say = `echo "$LIVEMIG_EVENT $(grep -c '"method":"PUT"' "$LIVEMIG_DIRECTORY/events.ndjson")" >> SAID`;
    const { directory, said } = await hooksThat({
      'on-writes-stopped': say,
      'before-cutover': say,
      'on-verified': say,
    });
    expect((await journey.run(cutover(directory))).exitCode).toBe(0);
    expect(await said()).toBe('before-cutover 0\non-writes-stopped 0\non-verified 1\n');
  });
});
