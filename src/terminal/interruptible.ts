import { createInterface } from 'node:readline';
import { LivemigError } from '../core/errors.ts';
import { WentBack } from './prompter-from.ts';

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

export interface WaysOut {
  readonly input: NodeJS.ReadableStream;
  readonly signal: AbortSignal;
  /** Calls back whenever the process goes on after it was stopped and all others know, until what it returns is called. */
  readonly onContinued?: ((call: () => void) => () => void) | undefined;
  /** Whether Esc leaves the prompt, with `WentBack`. */
  readonly canGoBack: boolean;
}

/**
 * Runs a prompt so that every way of leaving it ends in a LivemigError of kind `interrupted`: Ctrl-C, Ctrl-D, the end
 * of the input, and the signal (whose reason is thrown where it is a LivemigError itself).
 *
 * Inquirer 14 does not settle a prompt on Ctrl-D or at the end of the input: Node would run out of work and leave with
 * exit code 0 in the middle of a migration. Both end readline, which pauses the input; after Ctrl-D nothing else does.
 */
export async function interruptible<Answer>(
  { input, signal, onContinued, canGoBack }: WaysOut,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const left = new AbortController();
  const leave = (how: string) => left.abort(new Error(how));
  const onEnd = () => leave('the input has ended');
  let isControlD = false;
  const onKey = (_text: unknown, key: Key | undefined) => {
    isControlD = key?.ctrl === true && key.name === 'd';
    if (canGoBack && key?.name === 'escape') left.abort(new WentBack());
  };
  const onPause = () => {
    if (isControlD) leave('Ctrl-D');
  };
  knowEscapeSoon(input);
  // After Ctrl-Z and `fg` readline pauses the input, for a program that resumes it; Inquirer does not.
  const stopResuming = onContinued?.(() => void input.resume());
  input.on('keypress', onKey).on('pause', onPause).on('end', onEnd);
  if (!input.readable) onEnd();
  try {
    return await ask(AbortSignal.any([signal, left.signal]));
  } catch (error) {
    throw left.signal.reason instanceof WentBack ? left.signal.reason : interruptionOf(error, signal);
  } finally {
    stopResuming?.();
    input.off('keypress', onKey).off('pause', onPause).off('end', onEnd);
  }
}

/**
 * Esc is also how arrow keys and Alt begin, so Node waits to see what follows: half a second, unless the first readline
 * of the stream says otherwise. This is long enough for the keys of a slow connection to arrive together.
 */
const escapeMs = 150;

function knowEscapeSoon(input: NodeJS.ReadableStream): void {
  createInterface({ input, terminal: true, escapeCodeTimeout: escapeMs }).close();
}

const waysOut = ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'];

function interruptionOf(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof Error) || !waysOut.includes(error.name)) return error;
  return leftUnanswered(signal, error);
}

/** Why a question has no answer. */
export function leftUnanswered(signal: AbortSignal, cause?: unknown): LivemigError {
  if (signal.aborted && signal.reason instanceof LivemigError) return signal.reason;
  return new LivemigError({
    kind: 'interrupted',
    code: 'PROMPT_INTERRUPTED',
    message: 'The question was not answered.',
    fix: 'Run the same command again; what has been done so far is kept.',
    cause,
  });
}
