import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect } from 'vitest';
import { parseYaml } from '../../src/core/parse-yaml.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { plainStyle, type StyledLine } from '../support/styled-lines.ts';
import { startTerminalSession, type TerminalSession } from '../support/terminal-session.ts';
import { runCommand } from '../support/test-ports.ts';
import { stoppableClock } from './stoppable-clock.ts';

/** What somebody at a terminal does until the screen is as the picture wants it. */
export interface Shot {
  readonly args: readonly string[];
  /** Where a migration has begun already; a place of its own where nothing has. */
  readonly goesOn?: boolean;
  /** Variables of the sandbox that are not set, so that livemig asks. */
  readonly without?: readonly string[];
  /** The only variable of the sandbox that is set. */
  readonly only?: string;
  /** On the day of the pictures, where what is shown depends on the date. */
  readonly onTheDay?: true;
  /** What is typed as soon as something is shown, one after the other. */
  readonly answers?: readonly (readonly [shown: string, typed: string])[];
  /** Shown last; absent where the picture is of the end. */
  readonly until?: string;
}

export type Studio = Awaited<ReturnType<typeof openStudio>>;

/** Clusters of which some cannot be a destination; one is found out only by the checks, which know the source. */
const scenario = `
atlas:
  projects:
    - name: billing
      clusters:
        - { name: Billing0 }
        - { name: BillingLegacy, instanceSize: M30, version: 6.0.24 }
        - { name: BillingReports, instanceSize: M50, version: 8.0.5, paused: true }
        - { name: BillingStaging, instanceSize: M10, version: 8.0.5, stateName: UPDATING }
        - { name: BillingTest, kind: free, instanceSize: M0 }
    - name: reporting
      clusters: [{ name: Reporting0 }]
`;

const dayOfPictures = new URL('on-the-day.js', import.meta.url).href;

/** A sandbox with a migration that can be brought to where a picture wants it. */
export async function openStudio(columns: number) {
  const clock = stoppableClock();
  const sandbox = await startSandbox({
    manager: 'cloud-manager',
    scenarioFile: { path: 'pictures.yaml', content: parseYaml(scenario) },
    speed: 2000,
    faults: [],
    agent: 'after-key',
    documents: 1000,
    clock,
  });
  // What the applications write meanwhile would be counted, and be another number each time.
  await sandbox.stopTraffic();
  const parent = mkdtempSync(join(tmpdir(), 'livemig-pictures-'));
  // Not right beside the others, where livemig would find it and say so, with a name that is another one each time.
  const begun = join(mkdtempSync(join(parent, 'begun-')), 'acme');
  mkdirSync(begun);
  const control = (method: 'POST' | 'DELETE', faults: readonly string[]) =>
    fetch(`${sandbox.controlUrl}/faults`, { method, body: method === 'POST' ? JSON.stringify({ faults }) : null });
  const lag = () => sandbox.migrations()[0]?.lagTimeSeconds ?? undefined;

  return {
    /** The screen as somebody sees it, with the command above. */
    async shoot({ args, goesOn, without = [], only, onTheDay, answers = [], until }: Shot): Promise<StyledLine[]> {
      const directory = goesOn ? begun : mkdtempSync(join(parent, 'new-'));
      const isSet = (name: string) => (only === undefined ? !without.includes(name) : name === only);
      const given = Object.entries(sandbox.env).filter(([name]) => isSet(name));
      const env = { ...Object.fromEntries(given), ...(onTheDay && { NODE_OPTIONS: `--import=${dayOfPictures}` }) };
      const session = startTerminalSession(args, { directory, env, columns, rows: 60 });
      try {
        return [commandLine(args), ...(await screenAfter(session, answers, until))];
      } finally {
        await session.close();
      }
    },
    /** Somebody changes what is in the source. */
    async inSource(change: (source: MongoClient) => Promise<unknown>): Promise<void> {
      const client = await MongoClient.connect(sandbox.sourceUri);
      try {
        await change(client);
      } finally {
        await client.close();
      }
    },
    /** A command of the migration that goes on, as a script would give it. */
    async run(...args: readonly string[]): Promise<void> {
      const env = { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '20ms' };
      const { result } = await runCommand([...args, '--no-input', '--dir', join(begun, '.livemig')], { env });
      expect(result.error).toBeNull();
    },
    /** No change is applied any more, and from here on no time goes by in the sandbox. */
    async fallBehind(seconds: number): Promise<void> {
      await expect.poll(lag, { timeout: 20_000 }).toBeTypeOf('number');
      // It writes down what it is at a little later, and nothing once the clock stands.
      await expect.poll(() => enginePhase(sandbox.destinationUri)).toBe('change event application');
      clock.stop();
      await control('POST', ['lag=grows']);
      // What has been asked for meanwhile was asked for at a time that is now a little ago.
      clock.skip((seconds + 0.5) * 1000);
      // It is behind from when the read that is on its way has ended.
      await expect.poll(lag).toBeGreaterThan(0);
      clock.skip((seconds - (lag() ?? seconds)) * 1000);
    },
    async catchUp(): Promise<void> {
      clock.go();
      await control('DELETE', []);
      // Ready it is before that; the lag is in the picture.
      await expect.poll(lag).toBe(0);
    },
    async close(): Promise<void> {
      await sandbox.close();
      rmSync(parent, { recursive: true });
    },
  };
}

/** Leaves as a person does, so that the next run finds nothing that was left behind. */
async function screenAfter(session: TerminalSession, answers: NonNullable<Shot['answers']>, until: Shot['until']) {
  for (const [shown, typed] of answers) {
    await session.waitFor(shown);
    await session.type(typed);
  }
  if (until === undefined) {
    await session.waitForEnd();
    return session.styled();
  }
  await session.waitFor(until);
  const screen = session.styled();
  session.press('ctrl-c');
  await session.waitForEnd();
  return screen;
}

async function enginePhase(uri: string): Promise<unknown> {
  const client = await MongoClient.connect(uri);
  try {
    return (await client.db('__mdb_internal_mongosync').collection('resumeData').findOne({}))?.syncPhase;
  } finally {
    await client.close();
  }
}

function commandLine(args: readonly string[]): StyledLine {
  return [
    { text: '$ ', style: { ...plainStyle, dim: true } },
    { text: ['livemig', ...args].join(' '), style: { ...plainStyle, bold: true } },
  ];
}
