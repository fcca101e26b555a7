/** What the keyboard of a screen needs of the system. */
export interface JobControl {
  /** Sends it to all that runs in this window, as the terminal does it outside of raw mode. */
  raise(signal: TerminalSignal): void;
  /** Whether the keys of this terminal are this process's: a job of the background that reads one is stopped for it. */
  isInForeground(): Promise<boolean>;
  /** `suspend` right before this process is stopped, `resume` once it goes on. Returns what ends that. */
  onStop(suspend: () => void, resume: () => void): () => void;
}

export type TerminalSignal = 'SIGINT' | 'SIGQUIT' | 'SIGTSTP';

/** Who hears the keys. */
export interface KeyListener {
  /** A letter or sign, or `escape`. */
  key(name: string): void;
  suspend(): void;
  resume(): void;
}

export interface Keyboard {
  /** Hands on every key until what it returns is called; from then on standard input is as if nobody had read it. */
  listen(listener: KeyListener): () => void;
}

export interface KeyboardOptions {
  readonly input: NodeJS.ReadableStream & { setRawMode(isRaw: boolean): unknown };
  readonly jobs: JobControl;
  /** Calls back again and again until what it returns is called. */
  readonly every: (ms: number, call: () => void) => () => void;
}

const esc = '\u001B';

/** In raw mode these are keys like any other (termios(3), ISIG). */
const signals: Readonly<Record<string, TerminalSignal>> = {
  '\u0003': 'SIGINT',
  '\u001C': 'SIGQUIT',
  '\u001A': 'SIGTSTP',
};

/** A shell that brings a job to the foreground tells it nothing where it was not stopped. */
const againMs = 2_000;

/** Single keys of a terminal, read in raw mode and only in the foreground. What stops a program still does. */
export function createKeyboard({ input, jobs, every }: KeyboardOptions): Keyboard {
  return {
    listen: (listener) => {
      let [isRaw, hasEnded] = [false, false];
      const onData = (typed: unknown) => {
        for (const key of keysIn(String(typed))) {
          const signal = signals[key];
          if (signal !== undefined) jobs.raise(signal);
          else if (!hasEnded) listener.key(key);
        }
      };
      const take = async () => {
        if (isRaw || hasEnded || !(await jobs.isInForeground())) return;
        // Both may have changed meanwhile.
        if (isRaw || hasEnded) return;
        isRaw = true;
        input.setRawMode(true);
        input.on('data', onData).resume();
      };
      const give = () => {
        if (!isRaw) return;
        isRaw = false;
        input.off('data', onData).pause();
        input.setRawMode(false);
      };
      const suspend = () => {
        give();
        listener.suspend();
      };
      const resume = () => {
        // Whoever had the terminal meanwhile may have changed its mode.
        give();
        listener.resume();
        void take();
      };
      const ends = [every(againMs, () => void take()), jobs.onStop(suspend, resume)];
      void take();
      return () => {
        hasEnded = true;
        for (const end of ends) end();
        give();
      };
    },
  };
}

/** Arrows and other keys that are sent as a sequence mean nothing here. */
const sequence = new RegExp(`${esc}(?:\\[[0-?]*[ -/]*[@-~]|O.|[^${esc}[O])`, 'g');

function keysIn(typed: string): string[] {
  return [...typed.replaceAll(sequence, '')].map((key) => (key === esc ? 'escape' : key));
}
