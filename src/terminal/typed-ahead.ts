import { leftUnanswered } from './interruptible.ts';

export interface Keyboard {
  readonly input: NodeJS.ReadableStream & { setRawMode(isRaw: boolean): unknown };
  readonly signal: AbortSignal;
  /** Fulfilled when the event loop has come round: what the system holds has been read by then. */
  turn(): Promise<void>;
}

/** A turn may have begun when this is called. */
const turns = 2;

/**
 * Forgets what was typed before a question is drawn: a key that was pressed during a wait, out of impatience, must not
 * approve what nobody has seen. Raw mode, because otherwise a terminal keeps back what is no whole line yet; where it
 * comes too late for Ctrl-C to be a signal, that still leaves.
 */
export async function forgetTypedAhead({ input, signal, turn }: Keyboard): Promise<void> {
  let typed = '';
  const note = (keys: unknown) => {
    typed += String(keys);
  };
  input.setRawMode(true);
  input.on('data', note).resume();
  for (let passed = 0; passed < turns; passed += 1) await turn();
  input.off('data', note).pause();
  input.setRawMode(false);
  if (typed.includes('\u0003')) throw leftUnanswered(signal);
}
