import { setTimeout as pause } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { holdWindow, withoutLastWord } from './held-window.ts';
import { watchSecrets } from './secret-watch.ts';
import { createEmulator } from './terminal-emulator.ts';
import { testedProgram } from './tested-program.ts';

/** What a terminal sends for a key. */
const keys = {
  enter: '\r',
  space: ' ',
  tab: '\t',
  backspace: '\u007F',
  escape: '\u001B',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-z': '\u001A',
} as const;
export type KeyName = keyof typeof keys;

export interface TerminalOptions {
  readonly directory: string;
  /** All that the program gets besides the path, a home, the kind of terminal and the character set. */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** What is piped into it: then only the other two streams are the terminal. */
  readonly stdin?: string;
  /** What the shell of this window, in which it runs then, is told to do once it has ended. */
  readonly afterwards?: string;
  /** What that shell is told before; otherwise it outlives Ctrl-C. */
  readonly beginning?: string;
  /** How long is waited for what should be shown, and for the end. */
  readonly patienceMs?: number;
}

export type Wanted = string | RegExp | ((screen: readonly string[]) => boolean);

export interface TerminalEnd {
  /** Null where a signal ended the process. */
  readonly exitCode: number | null;
  /** The signal's number. */
  readonly signal: number | null;
}

/** By number, in the order in which they were started. */
const running = new Set<number>();
let started = 0;

export type TerminalSession = ReturnType<typeof startTerminalSession>;

/** Starts the built program in a pseudo-terminal, as a person does. Several sessions may run side by side. */
export function startTerminalSession(args: readonly string[], options: TerminalOptions) {
  const { columns = 100, rows = 30, patienceMs = 20_000 } = options;
  const watch = watchSecrets(args, options.env ?? {}, options.directory);
  const emulator = createEmulator(columns, rows);
  const command = [process.execPath, testedProgram, ...args];
  const [file = '', ...rest] = inShell(command, options);
  const pty = spawn(file, rest, {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.directory,
    env: { PATH: process.env.PATH, HOME: options.directory, LANG: 'C.UTF-8', ...options.env },
  });
  const held = holdWindow(pty);
  started += 1;
  const number = started;
  running.add(number);
  const looks = new Set<() => void>();
  const wake = () => looks.forEach((look) => void look());
  let hasEnded = false;
  pty.onData((text) => {
    watch.look(pty.pid);
    void emulator.write(text).then(wake);
  });
  emulator.onAnswer((text) => pty.write(text));
  const ended = new Promise<TerminalEnd>((resolve, reject) => {
    pty.onExit(async (end) => {
      await held.letGo();
      await emulator.write('');
      hasEnded = true;
      running.delete(number);
      try {
        // Whole, because a secret may have come in two pieces, or have been put together on the screen.
        watch.see('the terminal', `${emulator.raw()}\n${emulator.scrollback().join('\n')}`);
        watch.end();
        resolve(endOf(end));
      } catch (leak) {
        reject(leak);
      }
      wake();
    });
  });

  return {
    /** Fulfilled when the process has ended and all its output is on the screen. */
    ended,
    /** The same, rejected with the screen in the message when patience is at its end. */
    waitForEnd: async (): Promise<TerminalEnd> => {
      const tooLate = new AbortController();
      const late = pause(patienceMs, undefined, { signal: tooLate.signal }).then(() => {
        throw new Error(`it had not ended after ${patienceMs} ms; the screen:\n${emulator.screen().join('\n')}`);
      });
      return Promise.race([ended, late]).finally(() => tooLate.abort());
    },
    /** What a person sees: the lines down to the last that is not empty. */
    screen: emulator.screen,
    /** The same with colours and weights. */
    styled: emulator.styled,
    /** What a person sees with what has scrolled away above. */
    scrollback: emulator.scrollback,
    /** Every byte that was written to the terminal, with its escape sequences. */
    raw: () => withoutLastWord(emulator.raw()),
    isCursorHidden: emulator.isCursorHidden,
    /**
     * Fulfilled as soon as the screen shows it. Rejected with the screen in the message when the process ends without
     * showing it, or when patience is at its end.
     */
    waitFor: (wanted: Wanted, waitMs = patienceMs): Promise<void> =>
      new Promise((resolve, reject) => {
        const settle = (why?: string) => {
          looks.delete(look);
          clearTimeout(timer);
          if (why === undefined) resolve();
          else
            reject(new Error(`${nameOf(wanted)} was not shown ${why}; the screen:\n${emulator.screen().join('\n')}`));
        };
        const look = () => {
          if (isShown(wanted, emulator.screen())) settle();
          else if (hasEnded) settle('before the process ended');
        };
        const timer = setTimeout(() => settle(`within ${waitMs} ms`), waitMs);
        looks.add(look);
        look();
      }),
    /** All at once, as when it is pasted, or key by key. */
    type: async (text: string, { msPerKey = 0 } = {}): Promise<void> => {
      if (msPerKey === 0) return pty.write(text);
      for (const key of text) {
        pty.write(key);
        await pause(msPerKey);
      }
    },
    press: (key: KeyName): void => pty.write(keys[key]),
    resize: (newColumns: number, newRows: number): void => {
      emulator.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    /** To the program alone, as `kill` does; Ctrl-C on the keyboard is `press`. */
    signal: (name: NodeJS.Signals): void => void process.kill(pty.pid, name),
    /**
     * Closes the window. The program gets SIGHUP twice then, from the system and from what ran in the window. What was
     * started later has inherited the window and would keep it open.
     */
    hangUp: (): void => {
      if ([...running].some((other) => other > number)) throw new Error('a later session keeps this window open');
      held.hangUp();
    },
    /** For the end of a test: whatever still runs is killed. */
    close: async (): Promise<void> => {
      if (!hasEnded) pty.kill('SIGKILL');
      await ended;
    },
  };
}

function inShell(
  command: readonly string[],
  { stdin, beginning = 'trap : INT', afterwards }: TerminalOptions,
): readonly string[] {
  if (stdin !== undefined) return ['sh', '-c', 'printf %s "$0" | exec "$@"', stdin, ...command];
  // The shell gets what is pressed as well.
  return afterwards === undefined ? command : ['sh', '-c', `${beginning}; "$@"; ${afterwards}`, 'sh', ...command];
}

function endOf({ exitCode, signal = 0 }: { exitCode: number; signal?: number }): TerminalEnd {
  return signal === 0 ? { exitCode, signal: null } : { exitCode: null, signal };
}

function isShown(wanted: Wanted, screen: readonly string[]): boolean {
  if (typeof wanted === 'function') return wanted(screen);
  const text = screen.join('\n');
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

function nameOf(wanted: Wanted): string {
  return typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted);
}
