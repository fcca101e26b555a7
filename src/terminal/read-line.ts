import { createInterface } from 'node:readline';
import { leftUnanswered } from './interruptible.ts';

export interface LineOptions {
  /** A terminal, which edits and shows what is typed by itself. */
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** Not shown while it is typed. */
  readonly isSecret: boolean;
}

/** The next line that is typed. Rejects with a LivemigError of kind `interrupted` where none comes any more. */
export async function readLine(prompt: string, { input, output, signal, isSecret }: LineOptions): Promise<string> {
  const line = await new Promise<string>((resolve, reject) => {
    // Without an output readline shows nothing; a terminal in its hands does not do so either.
    const reader = createInterface({ input, terminal: isSecret });
    const leave = () => {
      reject(leftUnanswered(signal));
      reader.close();
    };
    const onClose = () => {
      signal.removeEventListener('abort', leave);
      reject(leftUnanswered(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
    reader.once('SIGINT', leave).once('close', onClose);
    reader.once('line', (typed) => {
      resolve(typed);
      reader.close();
    });
    output.write(prompt);
    if (signal.aborted || !input.readable) leave();
  }).catch((error: unknown) => {
    output.write('\n');
    throw error;
  });
  if (!isSecret) return line;
  output.write('\n');
  return withoutErased(line);
}

/** With TERM=dumb readline takes Backspace and Ctrl-U for letters. */
function withoutErased(typed: string): string {
  const [erase, eraseAll] = ['\b\u007F', '\u0015'];
  const kept: string[] = [];
  for (const letter of typed) {
    if (eraseAll.includes(letter)) kept.length = 0;
    else if (erase.includes(letter)) kept.pop();
    else kept.push(letter);
  }
  return kept.join('');
}
