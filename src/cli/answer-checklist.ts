import { checklist } from '../core/gates/checklist.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import { withChecklist } from '../core/journal.ts';
import type { Session } from './session.ts';

/** Writes down that somebody has answered it, in journal and audit. */
export async function keepAnswer({ world, journal }: Session, because?: string): Promise<void> {
  journal.note({ kind: 'decision', decision: `answered the checklist${because === undefined ? '' : `: ${because}`}` });
  const answer = { at: world.clock.now().toISOString(), by: world.user, ...(because === undefined ? {} : { because }) };
  await journal.update((before) => withChecklist(before, answer));
}

/** Asks a person what nothing shows, where a cutover is refused without an answer; true where all of it holds. */
export async function answerChecklist(refused: readonly SeenGate[], session: Session): Promise<boolean> {
  const { prompter } = session;
  if (prompter === undefined || !refused.some(({ gate }) => gate === 'checklist')) return false;
  for (const line of checklist) {
    const message = `${line}. Is that so?`;
    if ((await prompter.ask({ kind: 'yes-no', message, default: false })) !== 'yes') return false;
  }
  await keepAnswer(session);
  return true;
}
