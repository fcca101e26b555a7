import { LivemigError } from '../core/errors.ts';

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/**
 * Runs a prompt so that every way of leaving it ends in a LivemigError of kind `interrupted`: Ctrl-C, Ctrl-D, the end
 * of the input, and the signal (whose reason is thrown where it is a LivemigError itself).
 *
 * Inquirer 14 does not settle a prompt on Ctrl-D or at the end of the input: Node would run out of work and leave with
 * exit code 0 in the middle of a migration. Both end readline, which pauses the input; after Ctrl-D nothing else does.
 */
export async function interruptible<Answer>(
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const left = new AbortController();
  const leave = () => left.abort();
  let isControlD = false;
  const onKey = (_text: unknown, key: Key | undefined) => {
    isControlD = key?.ctrl === true && key.name === 'd';
  };
  const onPause = () => {
    if (isControlD) leave();
  };
  input.on('keypress', onKey).on('pause', onPause).on('end', leave);
  if (!input.readable) leave();
  try {
    return await ask(AbortSignal.any([signal, left.signal]));
  } catch (error) {
    throw interruptionOf(error, signal);
  } finally {
    input.off('keypress', onKey).off('pause', onPause).off('end', leave);
  }
}

const waysOut = ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'];

function interruptionOf(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof Error) || !waysOut.includes(error.name)) return error;
  if (signal.aborted && signal.reason instanceof LivemigError) return signal.reason;
  return new LivemigError({
    kind: 'interrupted',
    code: 'PROMPT_INTERRUPTED',
    message: 'The question was left without an answer.',
    fix: 'Run the same command again; what has been done so far is kept.',
  });
}
