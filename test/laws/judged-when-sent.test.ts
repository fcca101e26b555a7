import { afterAll, beforeAll, expect } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import type { Prompter } from '../../src/core/ports.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startJourney, withoutLooking } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { type CommandRun, type PortsOptions, runCommand } from '../support/test-ports.ts';

/**
 * The law: what cannot be undone is judged when it is sent. A gate that was open before somebody approved and is closed
 * afterwards sends nothing; and once the request was sent, nobody is told of the state before.
 */
const law = 'judged when sent';

interface Answer {
  readonly status?: string | null;
  readonly readyForCutover?: boolean;
  readonly lagTimeSeconds?: number | null;
}

const ready: Answer = { status: 'WORKING', readyForCutover: true, lagTimeSeconds: 3 };

/** Answers of Atlas with which no cutover may be requested. */
const closed: readonly (readonly [string, Answer])[] = [
  ['a lag that has grown', { ...ready, lagTimeSeconds: 31 }],
  ['a lag that is missing', { status: 'WORKING', readyForCutover: true }],
  ['a lag of null', { ...ready, lagTimeSeconds: null }],
  ['a negative lag', { ...ready, lagTimeSeconds: -1 }],
  ['readiness that has gone', { ...ready, readyForCutover: false }],
  ['readiness that is not told', { status: 'WORKING', lagTimeSeconds: 3 }],
  ['a status that is not told', { ...ready, status: null }],
  ['a status that nobody knows', { ...ready, status: 'PAUSED' }],
];

let journey: Journey;
let id: string;

beforeAll(async () => {
  journey = withoutLooking(await startJourney('cloud-manager', undefined, { faults: ['cutover=hangs'] }));
  for (const command of ['link', 'provision', 'start']) {
    expect((await journey.run([command])).result.error).toBeNull();
  }
  id = journey.sandbox.migrations()[0]?.id ?? '';
});
afterAll(() => journey.close());

const requests = () => journey.sandbox.requests().filter(({ method }) => method === 'PUT').length;

/** A client for which Atlas answers of the migration as it is told to. */
function answering(next: () => Answer): Pick<PortsOptions, 'mutateApi'> {
  const migration = async () => ({ _id: id, migrationHosts: [], status: null, ...next() });
  return { mutateApi: (api) => ('migration' in api ? Object.assign({}, api, { migration }) : api) };
}

const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: 'Again.' });

/** Types the phrase the first time, while something happens to the migration; leaves when asked for it again. */
async function cutOverWhile(during: Answer, freeze = false): Promise<{ asked: number; sent: number; run: CommandRun }> {
  let [asked, now] = [0, ready];
  const ask = async () => {
    asked += 1;
    if (asked > 1) throw stopped;
    now = during;
    return 'Billing0';
  };
  const prompter: Prompter = { ask, askOrBack: ask };
  const before = requests();
  const seen = () => {
    if (freeze) return ready;
    // The gate opens again after a while, so that a run that only waits would send it then.
    const answer = now;
    now = asked > 0 ? ready : now;
    return answer;
  };
  const argv = ['cutover', '--timeout', '1m', '--dir', journey.directory];
  const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' };
  const run = await runCommand(argv, { env, clock: hurriedClock(), prompter, ...answering(seen) });
  return { asked, sent: requests() - before, run };
}

async function sendsNothing(tryCase: TryCase, freeze = false): Promise<void> {
  for (const [what, during] of closed) {
    await tryCase(`${what} while the phrase is typed`, async () => {
      const { asked, sent, run } = await cutOverWhile(during, freeze);
      expect([asked, sent, run.result.error?.code]).toEqual([2, 0, 'INTERRUPTED']);
    });
  }
}

itHolds(law, 'asks again where a gate has closed since', (tryCase) => sendsNothing(tryCase));

itHolds(law, 'waits where a gate is closed, also when it was approved by a flag', async (tryCase) => {
  for (const [what, answer] of closed) {
    await tryCase(`${what}, by --confirm`, async () => {
      const before = requests();
      const command = ['cutover', '--confirm', 'Billing0', '--timeout', '10s'];
      const { result } = await journey.run(
        command,
        answering(() => answer),
      );
      expect([result.exitCode, requests() - before]).toEqual([8, 0]);
      expect(JSON.stringify(result)).not.toContain('finalizing');
    });
  }
});

/** The cluster goes away at this moment, as Atlas answers it. */
function goneWhen(isGone: () => boolean): Pick<PortsOptions, 'mutateApi'> {
  const gone = new LivemigError({
    ...{ kind: 'api', code: 'API_NOT_FOUND', message: 'No cluster named Billing0 exists.', fix: 'Look.' },
    api: { method: 'GET', path: '/', delivery: 'refused', status: 404, errorCode: 'CLUSTER_NOT_FOUND' },
  });
  return {
    mutateApi: (api) => {
      if (!('cluster' in api) || typeof api.cluster !== 'function') return api;
      const { cluster } = api;
      const asked = async (...args: unknown[]): Promise<unknown> => {
        if (isGone()) throw gone;
        return Reflect.apply(cluster, api, args);
      };
      return Object.assign({}, api, { cluster: asked });
    },
  };
}

itHolds(
  law,
  'sends nothing to a destination that is gone, also where it went while the phrase was typed',
  async (tryCase) => {
    await tryCase('gone before', async () => {
      const before = requests();
      const { result } = await journey.run(
        ['cutover', '--confirm', 'Billing0', '--timeout', '10s'],
        goneWhen(() => true),
      );
      expect([result.exitCode, result.error?.code, requests() - before]).toEqual([3, 'BLOCKED', 0]);
      expect(result.data.blockers).toMatchObject([{ id: 'LM06' }]);
    });
    await tryCase('gone while the phrase is typed', async () => {
      let isTyped = false;
      const ask: Prompter['ask'] = async ({ kind }) => {
        // What now, once it is blocked: to leave.
        if (kind === 'choice') return 'leave';
        isTyped = true;
        return 'Billing0';
      };
      const before = requests();
      const argv = ['cutover', '--timeout', '1m', '--dir', journey.directory];
      const options = { env: journey.env, clock: hurriedClock(), prompter: { ask, askOrBack: ask } };
      const { result } = await runCommand(argv, { ...options, ...goneWhen(() => isTyped) });
      expect([isTyped, result.error?.code, requests() - before]).toEqual([true, 'BLOCKED', 0]);
    });
  },
);

itNotices(law, 'a look that is older than the approval', (tryCase) => sendsNothing(tryCase, true));

const secondAnswers: readonly Answer[] = [
  ready,
  { ...ready, lagTimeSeconds: null },
  { ...ready, readyForCutover: false },
];

itHolds('after the request', 'nobody is told of the state before it', async (tryCase) => {
  const timed = ['--timeout', '10s'];
  // The first run asks for it, where none of the cases above has.
  await journey.run(['cutover', '--confirm', 'Billing0', ...timed]);
  for (const command of [['status'], ['livemig'], ['start', ...timed], ['cutover', ...timed], ['start', '--dry-run']]) {
    for (const answer of secondAnswers) {
      await tryCase(`${command.join(' ')}, ${JSON.stringify(answer)}`, async () => {
        const argv = command[0] === 'livemig' ? [] : command;
        const { result, events } = await journey.run(
          argv,
          answering(() => answer),
        );
        expect(result.status).not.toBe('ready-for-cutover');
        // The title of a step says what it is for, not how far it is.
        const told = JSON.stringify(events, (key, value: unknown) => (key === 'title' ? undefined : value));
        expect(told).not.toMatch(/ready for cutover/i);
        expect(told).toMatch(/cutover requested \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by tester; it cannot be undone/);
      });
    }
  }
});
