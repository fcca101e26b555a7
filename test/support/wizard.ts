import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Journal } from '../../src/core/journal.ts';
import { parseJournal } from '../../src/files/state-file.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { startTerminalSession, type TerminalOptions, type TerminalSession } from './terminal-session.ts';
import { realClock } from './test-ports.ts';

/** A sandbox and a place to work in, both gone when the test has ended; `startPaperSandbox` where nobody looks into the deployments. */
export async function openPlace(options: Partial<SandboxOptions> = {}, start = startSandbox) {
  const usual = { manager: 'cloud-manager', documents: 20, speed: 5000, faults: [], agent: 'after-key' } as const;
  const sandbox = await start({ ...usual, clock: realClock, ...options });
  await sandbox.stopTraffic();
  const directory = mkdtempSync(join(tmpdir(), 'livemig-wizard-'));
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(directory, { recursive: true });
  });
  return { sandbox, directory };
}

export type Place = Awaited<ReturnType<typeof openPlace>>;

/** What stands in the environment of whoever answers everything else: credentials, and where the sandbox is. */
export function credentialsIn({ env }: Sandbox): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => /_KEY$|_UR[LI]$/.test(name));
  return { ...Object.fromEntries(kept), LIVEMIG_POLL_INTERVAL: '20ms' };
}

export function journalIn({ directory }: Place): Journal {
  const path = join(directory, '.livemig', 'state.json');
  return parseJournal(readFileSync(path, 'utf8'), path);
}

export interface PersonOptions extends Partial<TerminalOptions> {
  readonly args?: readonly string[];
  /** 0 types all keys of an answer at once. */
  readonly msPerKey?: number;
}

export type Person = ReturnType<typeof sitDown>;

/** Somebody who reads the screen, and answers what is asked on it by keyboard. */
export function sitDown({ sandbox, directory }: Place, options: PersonOptions = {}) {
  const { args = [], msPerKey = 0, env = credentialsIn(sandbox), ...window } = options;
  const session = startTerminalSession(args, { directory, env, ...window });
  onTestFinished(() => session.close());
  let heard = 0;
  const keys = (text: string) => session.type(text, { msPerKey });
  /** Answers what is asked just now, and waits until that is seen. */
  const answer = async (title: string, type: () => Promise<void>) => {
    await session.waitFor(asks(title));
    const before = answersSeen(session);
    await type();
    await session.waitFor((screen) => !asks(title)(screen) || answersSeen(session) > before);
  };
  return {
    ...session,
    keys,
    /** Until it is asked, however it is wrapped. */
    isAsked: (title: string) => session.waitFor(asks(title)),
    type: (title: string, text: string) => answer(title, () => keys(`${text}${enter}`)),
    accept: (title: string) => answer(title, () => keys(enter)),
    /** Goes to the line that begins so, and chooses it. */
    choose: (title: string, name: string) =>
      answer(title, async () => {
        await session.waitFor((screen) => screen.some((line) => line.slice(2).startsWith(name)));
        for (const key of wayTo(name, session.screen())) {
          await session.type(key);
          if (msPerKey > 0) await pause(msPerKey);
        }
        await session.waitFor((screen) => screen.some((line) => line.startsWith(`❯ ${name}`)));
        await keys(enter);
      }),
    /** In a long list, all at once. */
    search: (title: string, text: string) =>
      answer(title, async () => {
        await keys(text);
        await session.waitFor((screen) => screen.some((line) => line.startsWith(`❯ ${text}`)));
        await keys(enter);
      }),
    /** Where questions are plain lines: what was said since the last answer holds the title, and the last line awaits one. */
    reply: async (title: string, text: string) => {
      await session.waitFor(() => {
        const said = session.scrollback().slice(heard);
        return flat(said).includes(flat([title])) && said.at(-1)?.endsWith(':') === true;
      });
      heard = session.scrollback().length;
      await keys(`${text}${enter}`);
    },
    /** All that was ever shown, each run of spaces and line ends as one space. */
    text: () => flat(session.scrollback()),
  };
}

const enter = '\r';
const down = '\u001B[B';
const up = '\u001B[A';

function flat(lines: readonly string[]): string {
  return lines.join(' ').replaceAll(/\s+/g, ' ');
}

function asks(title: string) {
  return (screen: readonly string[]): boolean => {
    const at = screen.findLastIndex((line) => line.startsWith('? '));
    return at >= 0 && flat(screen.slice(at)).includes(flat([title]));
  };
}

function answersSeen(session: TerminalSession): number {
  return session.scrollback().filter((line) => /^[✔▲] /.test(line)).length;
}

/** The arrow keys from where the pointer stands. */
function wayTo(name: string, screen: readonly string[]): string[] {
  const from = screen.findLastIndex((line) => line.startsWith('❯ '));
  const to = screen.findLastIndex((line) => line.slice(2).startsWith(name));
  return new Array<string>(Math.abs(to - from)).fill(to > from ? down : up);
}

/** A source whose users are not Automation's: for a migration in which the user and the password are asked for. */
export const withSourceUser: Partial<SandboxOptions> = {
  scenarioFile: {
    path: 'own-users.json',
    content: {
      manager: {
        projects: [
          { name: 'billing-prod', deployments: [{ name: 'rs-billing', managed: false }] },
          { name: 'billing-staging' },
        ],
      },
    },
  },
};
