import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAudit } from '../../src/core/audit.ts';
import { gateNames } from '../../src/core/gates/gate-name.ts';
import type { Question } from '../../src/core/ports.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { runCommand } from '../support/test-ports.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney('cloud-manager');
  for (const command of [['link'], ['provision'], ['start']])
    expect((await journey.run(command)).result.error).toBeNull();
});

afterAll(() => journey.close());

async function write({ sandbox } = journey): Promise<void> {
  const client = await MongoClient.connect(sandbox.sourceUri);
  try {
    await writeBy(client);
  } finally {
    await client.close();
  }
}

async function writeBy(client: MongoClient): Promise<void> {
  await client
    .db('shop')
    .collection('carts')
    .insertMany([{ n: 1 }, { n: 2 }]);
}

/** Writes every now and then until the work is done, or the cutover is requested: its user may write in spite of a block. */
async function whileWriting<Done>(work: () => Promise<Done>): Promise<Done> {
  const client = await MongoClient.connect(journey.sandbox.sourceUri);
  let isDone = false;
  const writing = async () => {
    while (!isDone && requests() === 0) {
      await writeBy(client);
      await setTimeout(20);
    }
  };
  const written = writing();
  try {
    return await work();
  } finally {
    isDone = true;
    await written;
    await client.close();
  }
}

const cutover = (...flags: string[]) => journey.run(['cutover', ...flags]);
const requests = () => journey.sandbox.requests().filter(({ method }) => method === 'PUT').length;
const gatesIn = (data: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object(data.cutoverPlan).gates.map(({ gate, state }: Record<string, string>) => [gate, state]));
const decisions = () =>
  parseAudit(readFileSync(join(journey.directory, 'events.ndjson'))).flatMap(({ entry }) =>
    entry.kind === 'decision' ? [entry.decision] : [],
  );

describe('the gates of a cutover', () => {
  it('are shown by a dry run, with what it would do, and let a quiet source pass', async () => {
    // The clock of the run before was ahead, and nothing is said of a deadline that is counted from a time to come.
    const clock = hurriedClock();
    await clock.sleep(3_600_000);
    const { result, events } = await journey.run(['cutover', '--dry-run'], { clock });
    expect([result.exitCode, result.status, result.error]).toEqual([0, 'dry-run', null]);
    expect(Object.keys(gatesIn(result.data))).toEqual([...gateNames]);
    expect(gatesIn(result.data)).toMatchObject({
      ...{ working: 'met', ready: 'met', lag: 'met', writes: 'met', 'index-builds': 'met', transactions: 'met' },
      ...{ verification: 'warns', users: 'met', balancer: 'met', deadline: 'met', checklist: 'warns' },
    });
    expect(result.data.cutoverPlan).toMatchObject({
      refused: false,
      hooks: [],
      actions: [
        'have it approved by the name Billing0',
        'look at all gates again',
        'ask Atlas to cut over to Billing0, which cannot be undone',
        'follow it until COMPLETE',
        'compare source and destination',
      ],
      downtime: { text: expect.stringMatching(/^about 3 min/), because: expect.stringContaining('usually takes') },
    });
    expect(events.some(({ type }) => type === 'gates')).toBe(true);
  });

  it('a dry run names the hooks that would run, in their order', async () => {
    const hooks = join(journey.place, 'hooks');
    mkdirSync(hooks);
    for (const name of ['after-cutover', 'before-cutover', 'on-ready'])
      writeFileSync(join(hooks, name), '#!/bin/sh\n', { mode: 0o755 });
    const { result } = await cutover('--dry-run', '--hooks', hooks);
    expect(result.data.cutoverPlan).toMatchObject({
      hooks: ['before-cutover', 'after-cutover'],
      actions: expect.arrayContaining(['run the hook before-cutover', 'run the hook after-cutover']),
    });
  });

  it('a dry run ends with exit code 3 where a gate is required that only warns', async () => {
    const { result } = await cutover('--dry-run', '--require-gate', 'verification');
    expect([result.exitCode, result.status, result.error?.code]).toEqual([3, 'blocked', 'GATES']);
    expect(result.error?.message).toMatch(/would be refused by the gate verification\. verification: source and/);
    expect(gatesIn(result.data)).toMatchObject({ verification: 'refuses' });
  });

  it('a dry run for a window says which it would be armed for and that what refuses would be waited for', async () => {
    const at = ['--at', '2099-12-05 02:00-04:00 UTC'];
    const { result, events } = await cutover('--dry-run', ...at, '--require-gate', 'verification');
    expect([result.exitCode, result.status, result.error]).toEqual([0, 'dry-run', null]);
    expect(result.next[0]?.command).toContain("--at '2099-12-05 02:00-04:00 UTC'");
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toContain(
      'It would be armed for Sat 5 Dec 2099, 02:00 to 04:00 UTC. What refuses it now would be waited for as long as that is open.',
    );
    expect(result.data.cutoverPlan).toMatchObject({
      refused: true,
      text: expect.stringMatching(/, as they stand now; they are judged again in the window$/),
    });
  });

  it('without connection strings what could not be looked at is said to be that, and refuses where it is required', async () => {
    const uris = ['LIVEMIG_SOURCE_URI', 'LIVEMIG_DESTINATION_URI'];
    const env = Object.fromEntries(Object.entries(journey.env).filter(([name]) => !uris.includes(name)));
    const { result } = await journey.run(['cutover', '--dry-run'], { env });
    expect(result.exitCode).toBe(0);
    expect(gatesIn(result.data)).toMatchObject({ writes: 'not-looked-at', 'index-builds': 'not-looked-at' });
    const required = await journey.run(['cutover', '--dry-run', '--require-gate', 'writes'], { env });
    expect([required.result.exitCode, required.result.error?.message]).toEqual([
      3,
      expect.stringContaining('writes: not looked at: LIVEMIG_SOURCE_URI is not set'),
    ]);
  });

  it('are looked at again after the approval: what is written meanwhile refuses', async () => {
    const asked: string[] = [];
    const ask = async ({ kind }: Question) => {
      asked.push(kind);
      if (kind !== 'text') return 'leave';
      await write();
      return 'Billing0';
    };
    const argv = ['cutover', '--dir', journey.directory];
    const env = { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' };
    const { result } = await runCommand(argv, { env, clock: hurriedClock(), prompter: { ask, askOrBack: ask } });
    expect([asked, result.error?.code, requests()]).toEqual([['text', 'choice'], 'GATES', 0]);
  });

  it('refuse while the source is written to, with what was written, and nothing is requested', async () => {
    await write();
    const dry = await cutover('--dry-run');
    expect([dry.result.exitCode, dry.result.error?.message]).toEqual([
      3,
      expect.stringContaining('writes in the last 10 s: shop.carts 4, create shop.carts 1. Stop them first'),
    ]);
    const { result } = await whileWriting(() => cutover('--confirm', 'Billing0'));
    expect([result.exitCode, result.error?.code]).toEqual([3, 'GATES']);
    expect(result.data).toMatchObject({ gates: [{ gate: 'writes', state: 'refuses' }] });
    expect(requests()).toBe(0);
  });

  it('pass what somebody accepts, and both journal and audit know why', async () => {
    const because = 'only the audit log';
    const accepting = ['--accept-gate', 'writes,checklist', '--because', because];
    const { result } = await whileWriting(() => cutover('--confirm', 'Billing0', ...accepting));
    expect([result.exitCode, result.data]).toMatchObject([0, { status: 'COMPLETE' }]);
    expect(requests()).toBe(1);
    expect(decisions()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^accepted the gate writes \(\d+ writes in the last 10 s: .*\) because: only the audit log$/,
        ),
        'answered the checklist: only the audit log',
      ]),
    );
    expect(JSON.parse(readFileSync(join(journey.directory, 'state.json'), 'utf8'))).toMatchObject({
      checklist: { by: 'tester', because },
    });
  });
});

it('a source that is written to until the hook stops that is cut over, by one command', async () => {
  const own = await startJourney('cloud-manager');
  try {
    const steer = (what: string) => fetch(`${own.sandbox.controlUrl}/traffic/${what}`, { method: 'POST' });
    for (const command of [['link'], ['provision'], ['start']])
      expect((await own.run(command)).result.error).toBeNull();
    const hooks = join(own.place, 'hooks');
    mkdirSync(hooks);
    const stop = `fetch('${own.sandbox.controlUrl}/traffic/stop', { method: 'POST' })`;
    const script = `#!/bin/sh\nexec '${process.execPath}' -e "${stop}"\n`;
    writeFileSync(join(hooks, 'before-cutover'), script, { mode: 0o755 });
    await steer('start');
    await write(own);
    const dry = await own.run(['cutover', '--dry-run', '--hooks', hooks]);
    expect([dry.result.exitCode, gatesIn(dry.result.data).writes]).toEqual([0, 'warns']);
    const { result } = await own.run(['start', '--cutover', 'auto', '--confirm', 'Billing0', '--hooks', hooks]);
    expect([result.exitCode, result.data]).toMatchObject([0, { status: 'COMPLETE', comparison: { identical: true } }]);
  } finally {
    await own.close();
  }
});
