import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Prompter } from '../../../src/core/ports.ts';
import { createFlagApprover, createTypedApprover } from '../../../src/terminal/approvers.ts';

const danger = { warning: 'This replaces everything in Billing0.', phrase: 'Billing0', otherwise: 'Not done.' };

/** Answers in order; what the question's own check says of each is kept. */
function scripted(answers: string[]) {
  const verdicts: (string | true)[] = [];
  const messages: string[] = [];
  const ask: Prompter['ask'] = async (question) => {
    const answer = answers.shift();
    if (answer === undefined || question.kind !== 'text') throw new Error(`unplanned question: ${question.message}`);
    messages.push(question.message);
    verdicts.push(question.check(answer));
    return answer;
  };
  return { prompter: { ask, askOrBack: ask }, verdicts, messages, left: answers };
}

/** Somebody who never answers. */
function leaving(error: Error): Prompter {
  const ask = () => Promise.reject(error);
  return { ask, askOrBack: ask };
}

describe('approval by typing', () => {
  it('shows the warning and takes the phrase', async () => {
    const { prompter, messages, verdicts } = scripted([' Billing0 ']);
    await createTypedApprover(prompter).approve(danger);
    expect(messages).toEqual([expect.stringContaining(danger.warning)]);
    expect(verdicts).toEqual([true]);
  });

  it('says that --confirm is for runs without a terminal, where it was given', async () => {
    const { prompter, messages } = scripted(['Billing0']);
    await createTypedApprover(prompter, 'Billing0').approve(danger);
    expect(messages).toEqual([
      expect.stringContaining('(--confirm counts where nobody can type, as with --no-input.)'),
    ]);
  });

  it('says what was expected and asks again', async () => {
    const { prompter, verdicts, left } = scripted(['yes', 'billing0', 'Billing0']);
    await createTypedApprover(prompter).approve(danger);
    expect(verdicts).toEqual([expect.stringContaining('"Billing0"'), expect.stringContaining('"Billing0"'), true]);
    expect(left).toEqual([]);
  });

  it('takes an empty answer for a polite no', async () => {
    const { prompter } = scripted(['']);
    const approving = createTypedApprover(prompter).approve(danger);
    await expect(approving).rejects.toMatchObject({
      kind: 'interrupted',
      code: 'NOT_APPROVED',
      message: 'Not done.',
      left: true,
    });
  });

  it.each(['interrupted', 'terminated'] as const)('says what it means that it was %s', async (kind) => {
    const stopped = new LivemigError({ kind, code: 'INTERRUPTED', message: 'Stopped.', fix: 'Run it again.' });
    const approving = createTypedApprover(leaving(stopped)).approve(danger);
    await expect(approving).rejects.toMatchObject({ kind, code: 'INTERRUPTED', message: 'Stopped. Not done.' });
  });

  it('says nothing of what is no way out', async () => {
    const bug = new Error('a bug');
    await expect(createTypedApprover(leaving(bug)).approve(danger)).rejects.toBe(bug);
  });
});

describe('approval by --confirm', () => {
  it('takes exactly the phrase', async () => {
    await expect(createFlagApprover('Billing0').approve(danger)).resolves.toBeUndefined();
  });

  it.each([
    [undefined, 'Billing0', 'CONFIRM_MISSING', '--confirm Billing0'],
    ['billing0', 'Billing0', 'CONFIRM_DIFFERS', '--confirm Billing0'],
    ['', 'Billing0', 'CONFIRM_DIFFERS', '--confirm Billing0'],
    [undefined, "it's 1", 'CONFIRM_MISSING', "--confirm 'it'\\''s 1'"],
  ])('%j for %j is refused and the flag named', async (confirm, phrase, code, fix) => {
    const approving = createFlagApprover(confirm).approve({ ...danger, phrase });
    await expect(approving).rejects.toMatchObject({ kind: 'usage', code, fix: expect.stringContaining(fix) });
  });
});
