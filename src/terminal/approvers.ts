import { isInterruption, LivemigError } from '../core/errors.ts';
import type { Approver, Prompter } from '../core/ports.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Danger } from '../core/step.ts';
import { tidied } from '../core/tidied.ts';

/**
 * Approves when a person types the phrase. A wrong phrase is asked for again, an empty answer stops the run. Whoever has given
 * `--confirm` is asked all the same, and told so: a command that comes back with one key is no agreement.
 */
export function createTypedApprover(prompter: Prompter, confirm?: string): Approver {
  return {
    approve: async (danger) => {
      for (;;) {
        const asking = prompter.ask(questionFor(danger, confirm));
        const answer = tidied(await asking.catch((error: unknown) => Promise.reject(withoutWord(error, danger))));
        if (answer === danger.phrase) return;
        if (answer === '') throw notApproved(danger);
      }
    },
  };
}

/** Approves when `--confirm` was given with the phrase; for runs without a terminal. */
export function createFlagApprover(confirm: string | undefined): Approver {
  return {
    approve: async ({ warning, phrase }) => {
      if (confirm === phrase) return;
      const given = confirm === undefined ? 'it was not confirmed' : `--confirm says "${confirm}", not "${phrase}"`;
      throw new LivemigError({
        kind: 'usage',
        code: confirm === undefined ? 'CONFIRM_MISSING' : 'CONFIRM_DIFFERS',
        message: `${warning} It was not done, because ${given}.`,
        fix: `If this is what you want, add --confirm ${shellWord(phrase)}`,
      });
    },
  };
}

function questionFor({ warning, phrase }: Danger, confirm: string | undefined) {
  const check = (answer: string) => {
    const isKnown = ['', phrase].includes(tidied(answer));
    return isKnown || `Expected "${phrase}". Type exactly that, or nothing to stop here.`;
  };
  const asked = confirm === undefined ? '' : '  (--confirm counts where nobody can type, as with --no-input.)\n';
  return {
    kind: 'text' as const,
    message: `${warning}\n${asked}  Type ${phrase} to go on, or nothing to stop:`,
    check,
  };
}

/** Whoever leaves by Ctrl-C wants to know as well what it means. */
function withoutWord(error: unknown, { otherwise }: Danger): unknown {
  return error instanceof LivemigError && isInterruption(error)
    ? error.retold({ message: `${error.message} ${otherwise}` })
    : error;
}

function notApproved({ otherwise }: Danger): LivemigError {
  return new LivemigError({
    kind: 'interrupted',
    code: 'NOT_APPROVED',
    message: otherwise,
    fix: 'Run the same command again when you are ready.',
    left: true,
  });
}
