import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { identify } from '../../src/files/process-identity.ts';
import { serviceFaults } from '../../src/sandbox/faults/service-fault.ts';
import { setFaults } from '../support/faults.ts';
import { type Journey, startLawJourney } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns, lawSeed } from '../support/law-effort.ts';
import type { CommandRun } from '../support/test-ports.ts';

/**
 * The law: whoever only does what `next` says comes to the end, or to an error with an empty `next`, within five steps of
 * the first error, whatever goes wrong: nothing here gets further for long. No script runs the same for ever, and none creates a migration again and again.
 */
const law = 'next';

const mostSteps = 5;

/** What goes wrong, for good: a fault of the sandbox, or something that is done to the directory before `start`. */
interface Trouble {
  readonly name: string;
  readonly faults?: readonly string[];
  readonly spoil?: (journey: Journey) => void | Promise<void>;
  /** What is typed with `start`, besides the time. */
  readonly flags?: readonly string[];
}

const ofServices: readonly Trouble[] = Object.entries(serviceFaults).flatMap(([name, values]) =>
  Object.keys(values).map((value) => ({ name: `${name}=${value}`, faults: [`${name}=${value}`] })),
);

const requests = [
  'POST */linkTokens',
  'GET */availableProjects',
  'POST */validate',
  'POST */liveMigrations',
  'PUT */cutover',
];
const actions = [
  '400',
  '401',
  '403',
  '404',
  '409',
  '429',
  '500',
  'html',
  'redirect',
  'drop-before',
  'drop-after',
  'half',
];
const ofRequests: readonly Trouble[] = requests.flatMap((request) =>
  actions.map((action) => ({ name: `${request}=${action}`, faults: [`${request}=${action}`] })),
);

const state = ({ directory }: Journey) => join(directory, 'state.json');
const ofDirectory: readonly Trouble[] = [
  { name: 'a state file that is no journal', spoil: (journey) => writeFileSync(state(journey), '{') },
  { name: 'a state file that is newer', spoil: (journey) => writeFileSync(state(journey), '{"schemaVersion":99}') },
  {
    name: 'a lock of another host',
    spoil: ({ directory }) => writeFileSync(join(directory, 'lock'), otherLock),
  },
  {
    name: 'a lock of a run that lives',
    spoil: async ({ directory }) => {
      const owner = {
        ...JSON.parse(otherLock),
        pid: process.ppid,
        host: hostname(),
        ...(await identify(process.ppid)),
      };
      writeFileSync(join(directory, 'lock'), `${JSON.stringify(owner)}\n`);
    },
  },
  { name: 'a lock that nobody can read', spoil: ({ directory }) => writeFileSync(join(directory, 'lock'), '?') },
  { name: 'a host that is not listed any more', spoil: (journey) => setFaults(journey, ['agent=silent']) },
  { name: 'a flag that is wrong', flags: ['--network', 'tin-cans'] },
  { name: 'another target', flags: ['--source-cluster', 'Other'] },
  {
    name: 'everything at once, again',
    faults: ['migration=expires'],
    flags: ['--drop-destination', '--cutover', 'auto', '--confirm', 'Billing0'],
  },
];
const otherLock = `${JSON.stringify({ pid: 1, host: 'elsewhere', user: 'ana', command: 'start', since: '2026-11-28T09:00:00.000Z' })}\n`;

/** By night all, by day some, others with another seed; those of which something was learnt always. */
const always = [
  'a lock of a run that lives',
  'migration=fails-copying',
  'POST */liveMigrations=drop-after',
  'agent=silent',
  'cutover=hangs',
];
const all = [...ofServices, ...ofRequests, ...ofDirectory];
const tried = lawRuns > 1 ? all : all.filter(({ name }, at) => always.includes(name) || at % 167 === lawSeed % 167);

type NextOf = (run: CommandRun, journey: Journey) => string | undefined;
const told = ({ result }: CommandRun) => result.next[0]?.command;

async function everyTrouble(tryCase: TryCase, troubles: readonly Trouble[], nextOf: NextOf): Promise<void> {
  for (const trouble of troubles) {
    const journey = await startLawJourney('cloud-manager', undefined, { faults: trouble.faults ?? [] });
    try {
      await tryCase(trouble.name, async () => expect(await followed(trouble, journey, nextOf)).toEqual('an end'));
    } finally {
      await journey.close();
    }
  }
}

/** `an end`, or what was done instead of coming to one. */
async function followed({ spoil, flags = [] }: Trouble, journey: Journey, nextOf: NextOf): Promise<string> {
  const done: string[] = [];
  let command: readonly string[] = ['link', '--timeout', '3h'];
  for (let errors = 0; errors <= mostSteps; ) {
    if (command[0] === 'start' && !done.some((one) => one.startsWith('start'))) {
      await spoil?.(journey);
      command = [...command, ...flags];
    }
    const run = await journey.run(command, { env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '10m' } });
    if (run.result.error !== null || errors > 0) errors += 1;
    done.push(`${command.join(' ')} [${run.result.error?.code ?? run.result.status}]`);
    const next = nextOf(run, journey);
    // Help is there to be read by a person.
    if (next === undefined || next.endsWith('--help')) return 'an end';
    command = wordsOf(next, journey);
  }
  return done.join('; ');
}

/** As it stands: nothing but the directory, which the journey names itself, is left out. */
function wordsOf(next: string, { directory }: Journey): readonly string[] {
  expect(next).toContain(` --dir ${directory}`);
  return next.replace(` --dir ${directory}`, '').split(' ').slice(1);
}

itHolds(law, 'comes to an end, whatever goes wrong', (tryCase) => everyTrouble(tryCase, tried, told));

itNotices(law, 'the same command for ever', (tryCase) =>
  everyTrouble(
    tryCase,
    [{ name: 'a validation that fails', faults: ['validation=disk'] }],
    (run, { directory }) => told(run) ?? `livemig ${run.result.command} --dir ${directory}`,
  ),
);
