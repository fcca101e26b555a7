import { expect } from 'vitest';
import { z } from 'zod';
import { type Journey, startLawJourney, stepsIn } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import { startLivemig } from '../support/livemig-process.ts';

/** The law: whenever a cleanup is killed, the same command ends what it began, and no removal is lost or sent twice without need. */
const law = 'kill -9';

const everything = ['cleanup', '--confirm', 'Billing0', '--include', 'agent-key', '--include', 'link'];

const each = stride(83);

itHolds(law, `a cleanup goes on to the same end (one moment in ${each})`, async (tryCase) => {
  for (let moment = 1; await killedAt(tryCase, String(moment)); moment += each);
});

itNotices(law, 'a cleanup whose journal is never put in its place', async (tryCase) => {
  await killedAt(tryCase, 'answered DELETE linkTokens', { FORGETS_JOURNAL: 'yes' });
});

/** False where it came to its end before that moment. */
async function killedAt(tryCase: TryCase, moment: string, broken: Record<string, string> = {}): Promise<boolean> {
  const faults = ['migration=fails-initializing'];
  const journey = await startLawJourney('cloud-manager', undefined, { faults });
  try {
    for (const command of ['link', 'provision', 'start']) await journey.run([command]);
    const preload = `--import=${new URL('../support/kill-at.js', import.meta.url)}`;
    const env = { ...journey.env, NODE_OPTIONS: preload, KILL_AT: moment, ...broken };
    const { signal } = await startLivemig(journey.withFlags(everything), env, journey.place).ended;
    await tryCase(`at ${moment}`, () => recovers(journey));
    return signal === 'SIGKILL';
  } finally {
    await journey.close();
  }
}

async function recovers(journey: Journey): Promise<void> {
  const open = Object.values(stepsIn(journey.directory)).filter((state) => state === 'started');
  expect((await journey.run(everything)).result).toMatchObject({ error: null });
  expect((await journey.run(everything)).result).toMatchObject({ error: null, data: { changed: false, removed: [] } });
  expect(await madeIn(journey)).toEqual({ accessList: [], agentKeys: [], links: [], linkTokens: [] });
  const sent = removalsIn(journey);
  expect(new Set(sent).size).toBe(4);
  // Of what nobody heard the answer, only sending it again may tell.
  expect(sent.length - 4).toBeLessThanOrEqual(open.length);
}

async function madeIn({ sandbox }: Journey): Promise<unknown> {
  const state = z.object({ made: z.unknown() });
  return state.parse(await (await fetch(`${sandbox.controlUrl}/state`)).json()).made;
}

function removalsIn({ sandbox }: Journey): string[] {
  return sandbox
    .requests()
    .flatMap(({ method, path, status }) => (method === 'DELETE' && status !== 401 ? [path] : []));
}
