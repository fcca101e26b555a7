import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandModule } from '../../src/cli/command-module.ts';
import { commandsOf } from '../../src/cli/stage-commands.ts';
import { statusOf } from '../../src/cli/status-command.ts';
import type { LivemigEvent } from '../../src/core/events.ts';
import type { StepId } from '../../src/core/step.ts';
import { type Line, line } from '../../src/stages/line.ts';
import { defineStep } from '../../src/stages/world.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type CommandName, startLawJourney, stepsIn } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { runModule } from '../support/test-ports.ts';

const law = 'one line';
const src = join(import.meta.dirname, '../../src');

/** Something that a migration may have to do besides, such as a message to those who use it. */
function extra(id: StepId) {
  return defineStep<{ told: string }>({
    id,
    title: 'Tell people',
    receipt: z.object({ told: z.string() }),
    changes: () => [{ effect: 'create', what: `the message ${id}` }],
    observe: async (_, receipt) =>
      receipt === undefined ? { state: 'todo', detail: 'nobody was told' } : { state: 'done', detail: 'people know' },
    run: async () => ({ told: 'everybody' }),
    fact: ({ state }, { before }) => (state === 'done' ? `${before}, and people know` : undefined),
  });
}

interface Planted {
  readonly id: StepId;
  /** Before which step it is put; at the end where it is absent. */
  readonly before?: StepId;
  /** Which command is to carry it out. */
  readonly command: CommandName;
}

const planted: readonly Planted[] = [
  { id: 'link.tell-first', before: 'link.accept-agreement', command: 'link' },
  { id: 'link.tell-last', before: 'provision.create-agent-key', command: 'link' },
  { id: 'provision.tell-first', before: 'provision.create-agent-key', command: 'provision' },
  { id: 'provision.tell-between', before: 'provision.connect-organization', command: 'provision' },
  { id: 'provision.tell-last', before: 'start.validate', command: 'provision' },
  { id: 'start.tell-first', before: 'start.validate', command: 'start' },
  { id: 'start.tell-between', before: 'start.synchronize', command: 'start' },
  { id: 'start.tell-ready', before: 'start.cut-over', command: 'cutover' },
  { id: 'start.tell-last', command: 'cutover' },
];

function withPlanted(): Line {
  return planted.reduce<Line>((steps, { id, before }) => {
    const at = before === undefined ? steps.length : steps.findIndex((step) => step.id === before);
    return steps.toSpliced(at, 0, extra(id));
  }, line);
}

const names: readonly CommandName[] = ['link', 'provision', 'start', 'cutover'];

/** Goes through a migration with nothing but this line to know its steps from. */
async function wholeMigration(tryCase: TryCase, steps: Line): Promise<void> {
  const journey = await startLawJourney('cloud-manager');
  const [commands, status] = [commandsOf(steps), statusOf(steps)];
  const run = (command: CommandModule, more = {}) => {
    const options = { dir: journey.directory, input: false, confirm: 'Billing0', ...more };
    return runModule(command, options, { env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' }, clock: hurriedClock() });
  };
  try {
    for (const name of names) {
      const dry = await run(commands[name], { dryRun: true });
      const real = await run(commands[name]);
      const looked = await run(status);
      const done = stepsIn(journey.directory);
      for (const { id, command } of planted) {
        await tryCase(`${id} at ${name}`, async () => {
          const isIts = command === name;
          expect(dry.events.some(isStep(id, 'would-run'))).toBe(isIts);
          expect(real.outcome.data.acted).toEqual(
            isIts ? expect.arrayContaining([id]) : expect.not.arrayContaining([id]),
          );
          const isDone = names.indexOf(command) <= names.indexOf(name);
          expect(done[id]).toBe(isDone ? 'done' : undefined);
          expect(looked.events.some(isStep(id, isDone ? 'done' : 'todo'))).toBe(true);
          // The cutover goes on with what was agreed to before.
          if (isIts && name !== 'cutover') expect(plannedIn(dry.events)).toContain(`the message ${id}`);
        });
      }
      await tryCase(`what is said of the stage after ${name}`, () => {
        const facts = looked.events.flatMap((event) => (event.type === 'stage' && event.fact ? [event.fact] : []));
        expect(facts.filter((fact) => fact.endsWith(', and people know'))).toHaveLength(
          { link: 1, provision: 2, start: 2, cutover: 3 }[name],
        );
      });
    }
  } finally {
    await journey.close();
  }
}

function isStep(step: string, state: string) {
  return (event: LivemigEvent) => event.type === 'step' && event.step === step && event.state === state;
}

function plannedIn(events: readonly LivemigEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'plan' ? event.changes.map(({ what }) => what) : []));
}

describe('one line of steps', () => {
  itHolds(law, 'is all that has to know a step: it is planned, carried out and shown', (tryCase) =>
    wholeMigration(tryCase, withPlanted()),
  );

  itNotices(law, 'steps that are not in the line', (tryCase) => wholeMigration(tryCase, line));

  it('holds each step once, in the order of the stages', () => {
    const ids = line.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const stages = ids.map((id) => id.split('.')[0]);
    expect(stages.filter((stage, at) => stage !== stages[at - 1])).toEqual(['link', 'provision', 'start']);
  });

  it('holds every step that there is', () => {
    expect(definitions().map(([file]) => file)).toHaveLength(line.length);
  });

  it('is the only way in which the command line knows steps', () => {
    const steps = definitions().map(([file]) => file);
    expect(importsOf('cli').filter(([, imported]) => steps.includes(imported))).toEqual([]);
  });
});

function filesIn(folder: string): [file: string, text: string][] {
  const files = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [join(folder, file), readFileSync(join(src, folder, file), 'utf8')]);
}

/** The files that define a step. */
function definitions(): [file: string, text: string][] {
  return filesIn('stages').filter(([, text]) => /= defineStep</.test(text));
}

function importsOf(folder: string): [file: string, imported: string][] {
  return filesIn(folder).flatMap(([file, text]) =>
    [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map(([, one, other]): [string, string] => [
      file,
      join(file, '..', one ?? other ?? ''),
    ]),
  );
}
