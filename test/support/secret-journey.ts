import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { z } from 'zod';
import type { LivemigEvent } from '../../src/core/events.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Identity } from '../../src/sandbox/scenario/scenario.ts';
import { createHumanReporter } from '../../src/terminal/human-reporter.ts';
import { hurriedClock } from './hurried-clock.ts';
import type { Manager } from './journey.ts';
import { startQuietSandbox } from './quiet-sandbox.ts';
import { type PortsOptions, realClock, runCommand } from './test-ports.ts';

export type Kind = 'api-key' | 'service-account';

type Environment = Readonly<Record<string, string>>;

/** Quoting of any kind changes some of its characters. */
export const odd = 'pl"anted\\ sécret+with/every=kind&of%character';

export type SecretJourney = Awaited<ReturnType<typeof startSecretJourney>>;

/** A migration of which every command is watched as people see it, too. */
export async function startSecretJourney(manager: Manager, kind: Kind, start = startQuietSandbox) {
  const options = { manager, documents: 20, speed: 5000, faults: [], agent: 'after-key', clock: realClock } as const;
  const sandbox = await start(options);
  const place = mkdtempSync(join(tmpdir(), 'livemig-secrets-'));
  const env: Environment = { ...sandbox.env, ...credentialsOf(sandbox, kind), LIVEMIG_POLL_INTERVAL: '2s' };
  const clock = hurriedClock();
  const withFlags = (command: readonly string[], directory = 'state'): string[] => [
    ...command,
    ...(command[0] === 'link' && manager === 'ops-manager' ? agreement : []),
    ...['--verbose', '--no-input', '--dir', join(place, directory)],
  ];
  const run = async (command: readonly string[], more: Partial<PortsOptions> = {}, directory?: string) => {
    const args = withFlags(command, directory).filter((arg) => more.prompter === undefined || arg !== '--no-input');
    return runCommand(args, { clock, shown: shownToPeople, ...more, env: { ...env, ...more.env } });
  };
  return {
    sandbox,
    place,
    env,
    withFlags,
    run,
    /** The same, and it has to get to its end. */
    complete: async (command: readonly string[], more?: Partial<PortsOptions>, directory?: string) => {
      expect((await run(command, more, directory)).result.error).toBeNull();
    },
    /** The secrets that are kept, by their names; the file is for its owner only. */
    kept: (directory = 'state'): string[] => Object.keys(keptIn(join(place, directory))).sort(),
    /** The text of one that is kept. */
    keptText: (name: string, directory = 'state'): string => keptIn(join(place, directory))[name] ?? '',
    fault: async (spec: string | undefined): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${sandbox.controlUrl}/faults`, { method: 'DELETE' });
      if (spec === undefined) return;
      const body = JSON.stringify({ faults: [spec] });
      const { ok } = await fetch(`${sandbox.controlUrl}/faults`, { method: 'POST', headers, body });
      if (!ok) throw new Error(`not a fault: ${spec}`);
    },
    close: async () => {
      await sandbox.close();
      rmSync(place, { recursive: true });
    },
  };
}

/** Lends a journey, and ends it in any case. */
export async function onSecretJourney(
  manager: Manager,
  kind: Kind,
  use: (journey: SecretJourney) => Promise<void>,
  start = startQuietSandbox,
): Promise<void> {
  const journey = await startSecretJourney(manager, kind, start);
  try {
    await use(journey);
  } finally {
    await journey.close();
  }
}

const agreement = ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'];

/** The owner's credentials of this kind; Ops Manager has API keys only. */
function credentialsOf({ scenario }: Sandbox, kind: Kind): Environment {
  if (kind === 'api-key') return {};
  const sides = [
    ['ATLAS', scenario.atlas.identities],
    ['MANAGER', scenario.manager.identities],
  ] as const;
  return Object.assign({}, ...sides.map(([side, identities]) => accountOf(side, identities)));
}

function accountOf(side: string, identities: readonly Identity[]): Environment {
  const account = identities.find((one) => one.kind === 'service-account');
  if (account?.kind !== 'service-account') return {};
  return {
    [`LIVEMIG_${side}_PUBLIC_KEY`]: '',
    [`LIVEMIG_${side}_PRIVATE_KEY`]: '',
    [`LIVEMIG_${side}_CLIENT_ID`]: account.clientId,
    [`LIVEMIG_${side}_CLIENT_SECRET`]: account.clientSecret,
  };
}

/** What the reporter makes of the events, on a terminal and in a log. */
function shownToPeople(events: readonly LivemigEvent[]): string {
  return [true, false].map((isTerminal) => shown(events, isTerminal)).join('\n');
}

function shown(events: readonly LivemigEvent[], isTerminal: boolean): string {
  let text = '';
  const write = (part: unknown) => {
    text += String(part);
  };
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      write(chunk);
      done();
    },
  });
  const moving = { cursorTo: () => true, moveCursor: () => true, clearLine: () => true, isTTY: isTerminal };
  const output = { isTerminal, colorLevel: 0 } as const;
  const reporter = createHumanReporter({
    out: { ...output, write },
    err: { ...output, linesMove: isTerminal, stream: Object.assign(stream, moving) },
    alphabet: 'unicode',
    // Wide, so that no secret is cut in two at the edge.
    columns: () => 100_000,
    quiet: false,
    verbose: true,
    now: () => new Date(),
    follow: { rows: () => 24, now: () => new Date(), every: () => () => {}, leave: () => {} },
  });
  for (const event of events) reporter.report(event);
  return text;
}

const Kept = z.record(z.string(), z.string());

function keptIn(directory: string): z.infer<typeof Kept> {
  const path = join(directory, 'secrets.json');
  expect(existsSync(`${path}.tmp`)).toBe(false);
  if (!existsSync(path)) return {};
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  return Kept.parse(JSON.parse(readFileSync(path, 'utf8')));
}
