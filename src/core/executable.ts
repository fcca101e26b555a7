import { z } from 'zod';

/** A program of the user's that is run, without a shell and without arguments. */
export interface ExecutableRun {
  /** As `spawn` takes it: with a slash, or else looked for in PATH. */
  readonly file: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** For its standard input. */
  readonly input: string;
  readonly timeoutMs: number;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** How it ended, and what it said. */
export const ExecutableEnd = z.object({
  /** `stopped`: by the end of the run that had begun it. */
  how: z.enum(['exited', 'killed', 'timed-out', 'stopped', 'not-started']),
  /** Of one that exited. */
  code: z.int().exactOptional(),
  /** The signal by which it was killed, or why it was not started. */
  why: z.string().exactOptional(),
  /** Of standard output and standard error, the beginning and the end. */
  output: z.string(),
});
export type ExecutableEnd = z.infer<typeof ExecutableEnd>;

export function isSuccess({ how, code }: ExecutableEnd): boolean {
  return how === 'exited' && code === 0;
}

/** How it ended, as the rest of a sentence, with the last line of what it said. */
export function endInWords(end: ExecutableEnd, timeoutMs: number): string {
  const said = end.output.split('\n').findLast((line) => line.trim() !== '');
  return `${howItEnded(end, timeoutMs)}${said === undefined ? '' : ` (it said last: ${said.trim()})`}`;
}

function howItEnded({ how, code, why }: ExecutableEnd, timeoutMs: number): string {
  switch (how) {
    case 'exited':
      return `ended with exit code ${code}`;
    case 'killed':
      return `was ended by ${why}`;
    case 'timed-out':
      return `was stopped after its ${timeoutMs / 1000} s`;
    case 'stopped':
      return 'was stopped with the run';
    case 'not-started':
      return `could not be started: ${why}`;
  }
}
