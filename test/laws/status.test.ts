import { createServer, type Socket } from 'node:net';
import { describe, expect } from 'vitest';
import { credentialVariables } from '../../src/core/credentials.ts';
import { LivemigError } from '../../src/core/errors.ts';
import type { LivemigEvent, StepEvent } from '../../src/core/events.ts';
import type { Journal } from '../../src/core/journal.ts';
import { commands } from '../../src/stages/commands.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { startComparisonJourney } from '../support/comparison-journey.ts';
import { setFaults } from '../support/faults.ts';
import { type CommandName, type Journey, type Manager, startLawJourney } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns } from '../support/law-effort.ts';
import type { CommandRun } from '../support/test-ports.ts';
import { waitScenes } from '../support/wait-scenes.ts';

/**
 * The law: whatever a migration waits for, `status` with the environment of that stage tells what that stage itself told
 * last. What was asked and answered stands in the journal, so that the credentials alone are enough.
 */
const law = 'status';

interface Wait {
  readonly name: string;
  readonly step: string;
  readonly args: readonly [CommandName, ...string[]];
  readonly faults: readonly string[];
  /** Whether it lasts because the source does not answer. */
  readonly isSilent: boolean;
}

/** One for each step that waits, and those that wait in another way for something that was typed with the command. */
const waits: readonly Wait[] = waitScenes().flatMap(
  ({ held: [step] = [''], args: [name], faults = [], env = {} }): Wait[] => {
    const command = commandOf(name);
    const wait = { name: step, step, faults, isSilent: 'LIVEMIG_SOURCE_URI' in env };
    const confirmed: Wait = { ...wait, args: [command, ...(command === 'cutover' ? ['--confirm', 'Billing0'] : [])] };
    if (step === 'provision.install-agent') {
      // The first step of its stage then, and one that is waited for though it was never begun.
      return [{ ...confirmed, name: `${step}, by somebody else`, args: [command, '--agent', 'existing'] }, confirmed];
    }
    if (step !== 'start.validate') return [confirmed];
    return [
      { ...wait, name: `${step}, clearing`, args: [command, '--drop-destination', '--confirm', 'Billing0'] },
      {
        ...wait,
        name: `${step}, with a user of its own`,
        args: [command, '--source-username', 'other', '--no-source-tls'],
      },
      confirmed,
    ];
  },
);

function commandOf(name: string | undefined): CommandName {
  if (name === 'link' || name === 'provision' || name === 'start' || name === 'cutover') return name;
  throw new Error(`no stage has the command ${name}`);
}

/** What `livemig COMMAND` reads, and no more. */
function environmentOf(name: CommandName, env: Readonly<Record<string, string>>): Record<string, string> {
  const { needs } = commands[name];
  const variables = [...credentialsOf(name), ...needs.inputs.flatMap((key) => inputs[key].env)];
  return only(variables, env);
}

function credentialsOf(name: CommandName): string[] {
  const sides =
    commands[name].needs.talksTo.manager !== 'never' ? (['Atlas', 'manager'] as const) : (['Atlas'] as const);
  return sides.flatMap((side) => credentialVariables(side).flatMap(({ names }) => names));
}

function only(names: readonly string[], env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)));
}

const stopped = new LivemigError({
  kind: 'interrupted',
  code: 'INTERRUPTED',
  message: 'Stopped.',
  fix: 'Run it again.',
});

type Environment = (name: CommandName, env: Readonly<Record<string, string>>) => Record<string, string>;

const environments: Readonly<Record<string, Environment>> = {
  // What is enough alone is enough with more; that is tried where more than usual is.
  ...(lawRuns > 1 && { 'the environment of its stage': environmentOf }),
  'its credentials alone': (name, env) => only(credentialsOf(name), env),
};

async function tellsEachWait(
  tryCase: TryCase,
  journey: Journey,
  looking: Readonly<Record<string, Environment>>,
  names: readonly CommandName[],
  isTried: (wait: Wait) => boolean,
) {
  try {
    for (const name of names) {
      for (const wait of waits.filter((wait) => wait.args[0] === name && isTried(wait)))
        await tellsWait(tryCase, wait, journey, looking);
      await setFaults(journey, []);
      const command = name === 'cutover' ? ['cutover', '--confirm', 'Billing0'] : [name];
      expect((await journey.run(command, { env: environmentOf(name, journey.env) })).result.error).toBeNull();
    }
  } finally {
    await journey.close();
  }
}

async function tellsWait(
  tryCase: TryCase,
  { name, step, args, faults, isSilent }: Wait,
  journey: Journey,
  looking: Readonly<Record<string, Environment>>,
): Promise<void> {
  await setFaults(journey, faults);
  const silent = await silentServer();
  const env = { ...journey.env, ...(isSilent && { LIVEMIG_SOURCE_URI: `mongodb://127.0.0.1:${silent.port}/` }) };
  const stop = new AbortController();
  let isBegun = false;
  silent.onAsked(() => isBegun && stop.abort(stopped));
  const waited = await journey.run([...args, '--timeout', '20s'], {
    env: environmentOf(args[0], env),
    signal: stop.signal,
    // Steps before look at the source as well, and do without it.
    mutate: (files) => {
      const save = async (kept: Journal) => {
        await files.state.save(kept);
        isBegun ||= step in kept.steps;
      };
      return { ...files, state: { ...files.state, save } };
    },
  });
  try {
    for (const [what, environment] of Object.entries(looking)) {
      await tryCase(`${name}, with ${what}`, async () => {
        expect(waited.result.error).not.toBeNull();
        tells(await journey.run(['status'], { env: environment(args[0], env) }), step, waited);
      });
    }
  } finally {
    await silent.close();
  }
}

/** Takes connections and says nothing. */
async function silentServer() {
  const sockets = new Set<Socket>();
  let ask = () => {};
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    ask();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    /** Calls for each connection that is taken. */
    onAsked: (call: () => unknown) => {
      ask = () => void call();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function tells(status: CommandRun, step: string, waited: CommandRun): void {
  expect(status.result.error).toBeNull();
  const [told, seen] = [lastOf(step, waited.events), lastOf(step, status.events)];
  expect(told).toBeDefined();
  if (told?.state === 'waiting') {
    expect([seen?.state, withoutNumbers(seen?.detail)]).toEqual(['waiting', withoutNumbers(told.detail)]);
  } else {
    // It was carried out by the command, and what came of it is not known.
    expect(seen?.detail).toMatch(/^begun \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  }
  const [stage] = step.split('.');
  const [fact = ''] = status.events.flatMap((event) =>
    event.type === 'stage' && event.stage === stage ? [event.fact] : [],
  );
  // The map may say less of it, and more of what is done.
  expect(fact.includes(seen?.detail ?? '?') || seen?.detail?.includes(fact)).toBe(true);
}

function lastOf(step: string, events: readonly LivemigEvent[]): StepEvent | undefined {
  return events.findLast((event): event is StepEvent => event.type === 'step' && event.step === step);
}

/** Ages and lags go on between two looks. */
function withoutNumbers(text: string | undefined): string | undefined {
  return text?.replaceAll(/\d+/g, '0');
}

/** The only wait for the deployments, which are most of what a journey costs. */
const isComparison = ({ step }: Wait) => step === 'start.verify';
const isOther = (wait: Wait) => !isComparison(wait);

describe.each<[Manager, readonly CommandName[]]>([
  ['cloud-manager', ['link', 'provision', 'start', 'cutover']],
  // From `start` on the steps are the same with both managers.
  ['ops-manager', ['link', 'provision', ...(lawRuns > 1 ? (['start', 'cutover'] as const) : [])]],
])('what status tells during each wait, with %s', (manager, names) => {
  itHolds(law, 'is what the stage itself has told', async (tryCase) =>
    tellsEachWait(tryCase, await startLawJourney(manager), environments, names, isOther),
  );
});

itHolds(law, 'is told during a comparison', async (tryCase) =>
  tellsEachWait(tryCase, await startComparisonJourney(), environments, ['cutover'], isComparison),
);

itNotices(law, 'a look without what it takes', async (tryCase) =>
  tellsEachWait(
    tryCase,
    await startLawJourney('cloud-manager'),
    { nothing: () => ({}) },
    ['link', 'provision'],
    isOther,
  ),
);
