import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { identify } from '../../src/files/process-identity.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import type { CommandRun } from '../support/test-ports.ts';
import { startVerifyScene, type VerifyScene } from '../support/verify-scene.ts';

/** The law of `next.test.ts`, of the command that compares: whoever only does what `next` says comes to an end. */
const law = 'next';

const mostSteps = 5;

/** What goes wrong, for good. */
interface Trouble {
  readonly name: string;
  readonly spoil?: (scene: VerifyScene) => void | Promise<void>;
  readonly env?: (scene: VerifyScene) => Readonly<Record<string, string>>;
  /** What is typed first. */
  readonly words?: readonly string[];
}

const owner = { pid: 1, host: 'elsewhere', user: 'ana', command: 'verify', since: '2026-11-28T09:00:00.000Z' };

function writeLock({ directory }: VerifyScene, text: string): void {
  mkdirSync(join(directory, 'verify'), { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'verify', 'lock'), text);
}

const differing = async ({ clients }: VerifyScene) =>
  void (await clients.destination.db('app').collection<{ _id: number }>('a').deleteOne({ _id: 1 }));

const troubles: readonly Trouble[] = [
  { name: 'nothing goes wrong' },
  { name: 'nothing to look at', words: ['status'] },
  { name: 'nothing to list', words: ['list'] },
  { name: 'nothing to show', words: ['show'] },
  { name: 'nothing to resume', words: ['resume'] },
  { name: 'they differ', spoil: differing },
  {
    name: 'they differ, shown',
    spoil: async (scene) => {
      await differing(scene);
      await scene.run(['verify']);
    },
    words: ['show'],
  },
  { name: 'one deployment', env: ({ env }) => ({ ...env, LIVEMIG_DESTINATION_URI: env.LIVEMIG_SOURCE_URI ?? '' }) },
  { name: 'no password', env: ({ env }) => ({ ...env, LIVEMIG_SOURCE_URI: withoutPassword(env.LIVEMIG_SOURCE_URI) }) },
  { name: 'no connection string', env: () => ({}) },
  { name: 'a lock of another host', spoil: (scene) => writeLock(scene, JSON.stringify(owner)) },
  {
    name: 'a lock of another host, looked at',
    spoil: (scene) => writeLock(scene, JSON.stringify(owner)),
    words: ['status'],
  },
  {
    name: 'a lock of a run that lives',
    spoil: async (scene) => {
      const lives = { ...owner, pid: process.ppid, host: hostname(), ...(await identify(process.ppid)) };
      writeLock(scene, JSON.stringify(lives));
    },
  },
  { name: 'a lock that nobody can read', spoil: (scene) => writeLock(scene, '?') },
  {
    name: 'a journal that is broken',
    spoil: async ({ run, directory }) => {
      await run(['verify']);
      const [id = ''] = readdirSync(join(directory, 'verify'));
      writeFileSync(join(directory, 'verify', id, 'journal.ndjson'), '?\n');
    },
  },
  {
    name: 'a journal that is empty',
    spoil: async ({ run, directory }) => {
      await run(['verify', '--timeout', '1ms']);
      const [id = ''] = readdirSync(join(directory, 'verify'));
      truncateSync(join(directory, 'verify', id, 'journal.ndjson'), 0);
    },
  },
  { name: 'no time', words: ['--timeout', '1ms'] },
  { name: 'nothing that fits', words: ['--namespace', 'none.*'] },
  { name: 'a word that nobody knows', words: ['stauts'] },
];

function withoutPassword(uri = ''): string {
  return uri.replace(/\/\/[^@]*@/, '//nobody:wrong@');
}

const told = ({ result }: CommandRun) => result.next[0]?.command;
type NextOf = (run: CommandRun, scene: VerifyScene) => string | undefined;

async function everyTrouble(tryCase: TryCase, all: readonly Trouble[], nextOf: NextOf): Promise<void> {
  for (const trouble of all)
    await tryCase(trouble.name, async () => expect(await followed(trouble, nextOf)).toBe('an end'));
}

/** `an end`, or what was done instead of coming to one. */
async function followed(
  { spoil, env = ({ env: same }) => same, words = [] }: Trouble,
  nextOf: NextOf,
): Promise<string> {
  const scene = await startVerifyScene({ 'app.a': [{ _id: 1 }, { _id: 2 }], 'app.b': [{ _id: 3 }] });
  await spoil?.(scene);
  const done: string[] = [];
  let command: readonly string[] = ['verify', ...words];
  for (let steps = 0; steps <= mostSteps; steps += 1) {
    const run = await scene.run(command, { env: env(scene) });
    done.push(`${command.join(' ')} [${run.result.error?.code ?? run.result.status}]`);
    const next = nextOf(run, scene);
    // Help is there to be read by a person.
    if (next === undefined || next.includes('--help')) return 'an end';
    expect(next).toContain(` --dir ${scene.directory}`);
    command = next.replace(` --dir ${scene.directory}`, '').split(' ').slice(1);
  }
  return done.join('; ');
}

itHolds(law, 'leads whoever verifies to an end, whatever goes wrong', (tryCase) =>
  everyTrouble(
    tryCase,
    troubles.filter((_, at) => at % stride(3) === 0),
    told,
  ),
);

itNotices(law, 'a verification that is resumed for ever', (tryCase) =>
  everyTrouble(
    tryCase,
    troubles.filter(({ name }) => name === 'one deployment'),
    (run, { directory }) => told(run) ?? `livemig verify resume --dir ${directory}`,
  ),
);
