import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { MigrationFiles } from '../../src/cli/run-ports.ts';
import { LivemigError } from '../../src/core/errors.ts';
import { hurriedClock } from './hurried-clock.ts';
import type { Journey } from './journey.ts';
import { type CommandRun, runCommand } from './test-ports.ts';

/**
 * Stages `start` and `cutover` in which requests are lost or refused, runs are killed between any two writes, and
 * state.json is lost or put back from any earlier moment; beside it a model that knows what has really happened.
 */

/** `lost`: carried out, and nobody is told. */
type Outcome = 'done' | 'lost' | 'never-arrived' | 'refused';

interface Disturbance {
  readonly outcome: Outcome;
  /** After so many writes to journal or audit the run is killed. */
  readonly killedAfter: number | undefined;
}

type Deed =
  | ({ readonly do: 'start' | 'create again' | 'adopt' | 'cutover' } & Disturbance)
  | { readonly do: 'fail' | 'complete' | 'lose state.json' }
  | { readonly do: 'put state.json back'; readonly from: number };

const outcome = fc.constantFrom<Outcome>('done', 'done', 'lost', 'lost', 'never-arrived', 'refused');
const killedAfter = fc.option(fc.nat(14), { nil: undefined, freq: 1 });
const run = (...names: readonly ('start' | 'create again' | 'adopt' | 'cutover')[]) =>
  fc.record({ do: fc.constantFrom(...names), outcome, killedAfter });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: run('start', 'create again', 'adopt', 'cutover') },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fail', 'complete', 'lose state.json') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('put state.json back'), from: fc.nat(9) }) },
);

const plain = { outcome: 'done', killedAfter: undefined } as const;

/** The shortest in which something is lost, and some that went wrong once. */
const known: readonly (readonly Deed[])[] = [
  [{ do: 'start', ...plain }, { do: 'lose state.json' }],
  [
    { do: 'start', ...plain },
    { do: 'cutover', ...plain, outcome: 'lost' },
    { do: 'cutover', ...plain, outcome: 'refused' },
    { do: 'fail' },
    { do: 'create again', ...plain },
  ],
  [
    { do: 'start', ...plain },
    { do: 'fail' },
    { do: 'create again', ...plain, outcome: 'lost' },
    { do: 'put state.json back', from: 1 },
  ],
  [
    { do: 'start', ...plain },
    { do: 'cutover', ...plain, outcome: 'never-arrived' },
    { do: 'lose state.json' },
    { do: 'adopt', ...plain },
  ],
];

/** Those that are known; then some that begin with a run of `start`, disturbed like the others. */
export function someStories(count: number, seed: number): readonly (readonly Deed[])[] {
  const story = fc.tuple(run('start'), fc.array(deed, { minLength: 3, maxLength: 8 }));
  const random = fc.sample(story, { numRuns: count, seed }).map(([first, rest]) => [first, ...rest]);
  return [...known, ...random];
}

export const toldOf = (story: readonly Deed[]): string => story.map((one) => Object.values(one).join(' ')).join(', ');

interface Migration {
  readonly id: string;
  status: 'WORKING' | 'FAILED' | 'COMPLETE';
  isCutOver: boolean;
}

const failure = (delivery: 'refused' | 'unknown' | 'never-left') =>
  new LivemigError({
    kind: 'api',
    code: 'API_CONNECTION_LOST',
    message: 'No.',
    fix: 'Later.',
    api: { method: 'PUT', path: '/', delivery },
  });

/** What Atlas would do, and what must never be asked of it. */
function fakeAtlas() {
  const migrations: Migration[] = [];
  const wrongs: string[] = [];
  let now: Disturbance = plain;
  let isDead = false;
  const carryOut = <Value>(change: () => Value): Value => {
    if (isDead) throw new Error('a killed run sent something');
    if (now.outcome === 'refused') throw failure('refused');
    if (now.outcome === 'never-arrived') throw failure('unknown');
    const value = change();
    if (now.outcome === 'lost') throw failure('unknown');
    return value;
  };
  const api = {
    createMigration: async () =>
      carryOut(() => {
        if (migrations.some(({ status }) => status === 'WORKING')) wrongs.push('created a second migration');
        if (migrations.some(({ isCutOver }) => isCutOver)) wrongs.push('created one after a cutover');
        const id = String(migrations.length + 1).padStart(24, '0');
        migrations.push({ id, status: 'WORKING', isCutOver: false });
        return { _id: id, migrationHosts: [] };
      }),
    cutover: async (_: string, id: string) =>
      carryOut(() => {
        const found = migrations.find((one) => one.id === id);
        if (found === undefined || found.isCutOver || found.status !== 'WORKING') throw failure('refused');
        found.isCutOver = true;
      }),
    migration: async (_: string, id: string) => {
      const found = migrations.find((one) => one.id === id);
      return { _id: id, status: found?.status, readyForCutover: true, lagTimeSeconds: 0, migrationHosts: [] };
    },
    validate: async () => ({ _id: 'f'.repeat(24) }),
    validation: async () => ({ status: 'SUCCESS' }),
  };
  return {
    migrations,
    wrongs,
    disturb: (disturbance: Disturbance) => {
      [now, isDead] = [disturbance, false];
    },
    die: () => {
      isDead = true;
    },
    mutateApi: <Api extends object>(real: Api): Api =>
      'createMigration' in real ? Object.assign({}, real, api) : real,
  };
}

type BreakAudit = (files: MigrationFiles) => MigrationFiles;

/** Lives through a story in a copy of a directory that is provisioned, and gives what went wrong. */
export async function liveThrough(
  story: readonly Deed[],
  { directory, env, place }: Journey,
  breakFiles: BreakAudit = (files) => files,
): Promise<readonly string[]> {
  const here = join(place, 'copy');
  rmSync(here, { recursive: true, force: true });
  cpSync(directory, here, { recursive: true });
  const state = join(here, 'state.json');
  const before = [readFileSync(state, 'utf8')];
  const atlas = fakeAtlas();
  const run = async (command: readonly string[], disturbance: Disturbance): Promise<CommandRun> => {
    atlas.disturb(disturbance);
    const mutate = (files: MigrationFiles) => killing(breakFiles(files), disturbance.killedAfter, atlas.die);
    const options = { env: { ...env, ...withoutLooking }, clock: hurriedClock() };
    const args = [...command, '--no-input', '--dir', here, '--timeout', '3m'];
    return runCommand(args, { ...options, mutate, mutateApi: atlas.mutateApi });
  };
  const last = () => atlas.migrations.at(-1);
  for (const one of story) {
    const newest = last();
    switch (one.do) {
      case 'lose state.json':
        rmSync(state, { force: true });
        break;
      case 'put state.json back':
        writeFileSync(state, before[one.from % before.length] ?? '');
        break;
      case 'fail':
        if (newest?.status === 'WORKING') newest.status = 'FAILED';
        break;
      case 'complete':
        if (newest?.isCutOver === true && newest.status === 'WORKING') newest.status = 'COMPLETE';
        break;
      default: {
        const command = commandFor(one.do, atlas.migrations);
        if (command !== undefined) await run(command, one);
      }
    }
    if (existsSync(state)) before.push(readFileSync(state, 'utf8'));
  }
  const end = await goesOn((command) => run(command, plain), atlas.migrations);
  return [...atlas.wrongs, ...end];
}

/** What stands on the deployments is nothing to this law, and looking takes long. */
const withoutLooking = { LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '', LIVEMIG_POLL_INTERVAL: '10s' };

const confirmed = ['--confirm', 'Billing0'];

/** A person is honest: says that there is none only where none lives. */
function commandFor(name: string, migrations: readonly Migration[]): readonly string[] | undefined {
  const newest = migrations.at(-1);
  if (name === 'create again') {
    const isSafe = newest?.status !== 'WORKING';
    return isSafe ? ['start', '--create-again', '--drop-destination', ...confirmed] : undefined;
  }
  if (name === 'adopt') return newest && ['start', '--adopt-migration', newest.id];
  return name === 'cutover' ? ['cutover', ...confirmed] : ['start'];
}

/** Whoever does what is advised comes to an end. */
async function goesOn(
  run: (command: readonly string[]) => Promise<CommandRun>,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  let command: readonly string[] = ['start'];
  const codes: string[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    for (const one of migrations) if (one.isCutOver && one.status === 'WORKING') one.status = 'COMPLETE';
    const { exitCode, result } = await run(command);
    const hasFailed = result.error?.code === 'MIGRATION_FAILED';
    if (hasFailed && migrations.some(({ status }) => status !== 'FAILED')) return ['followed one that was given up'];
    if (exitCode === 0 || hasFailed) return [];
    codes.push(`${command.join(' ')}: ${result.error?.code}`);
    const named = /--adopt-migration ([0-9a-f]{24})/.exec(result.error?.fix ?? '')?.[1];
    const id = named ?? migrations.find(({ status }) => status !== 'FAILED')?.id;
    const isOver = result.error?.fix.includes('nothing is left to do here') === true;
    if (isOver) return [];
    const isUnconfirmed = result.error?.code === 'CONFIRM_MISSING';
    command = isUnconfirmed
      ? ['cutover', ...confirmed]
      : id === undefined
        ? ['start', '--create-again']
        : ['start', '--adopt-migration', id];
  }
  return [`what was advised led nowhere: ${codes.join(', ')}`];
}

function killing(files: MigrationFiles, after: number | undefined, die: () => void): MigrationFiles {
  let left = after ?? Number.POSITIVE_INFINITY;
  const mayWrite = () => {
    left -= 1;
    if (left >= 0) return;
    die();
    throw new Error('killed');
  };
  const state: MigrationFiles['state'] = {
    ...files.state,
    save: async (journal) => {
      mayWrite();
      await files.state.save(journal);
    },
  };
  const audit: MigrationFiles['audit'] = {
    ...files.audit,
    append: async (entry) => {
      mayWrite();
      await files.audit.append(entry);
    },
  };
  return { ...files, state, audit };
}
