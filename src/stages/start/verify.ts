import { z } from 'zod';
import { progressOf } from '../../core/journal.ts';
import { amount, durationText } from '../../core/plain-units.ts';
import { notIdentical } from '../../core/verification/not-identical.ts';
import { Verification } from '../../core/verification/verification.ts';
import { defineStep, need } from '../world.ts';

const { source, destination, namespaces, documents, level, endedAt, expected, doesNotCover } = Verification.shape;

/** What the verdict is bound to; receipts of older versions have only the counts. */
const Receipt = z.object({
  identical: z.literal(true),
  ...{ namespaces, documents },
  source: source.exactOptional(),
  destination: destination.exactOptional(),
  level: level.exactOptional(),
  endedAt: endedAt.exactOptional(),
  expected: expected.exactOptional(),
  doesNotCover: doesNotCover.exactOptional(),
});

const stepId = 'start.verify';

export const verify = defineStep<z.infer<typeof Receipt>>({
  id: stepId,
  title: 'Compare source and destination',
  receipt: Receipt,
  repeatable: true,
  applies: ({ values }) => values.sourceUri !== undefined && values.destinationUri !== undefined,
  observe: async ({ clock }, receipt) =>
    receipt === undefined
      ? { state: 'todo' }
      : {
          state: 'done',
          detail: `identical: ${amount(receipt.documents.destination, 'document')} in ${amount(receipt.namespaces, 'namespace')}${boundTo(receipt, clock.now())}`,
          details: { identical: true, namespaces: receipt.namespaces, documents: receipt.documents.destination },
        },
  fact({ detail }, { journal, before }) {
    const isBegun = progressOf(journal, stepId) !== 'none';
    return isBegun && before !== undefined && detail !== undefined ? `${before}; ${detail}` : undefined;
  },
  async run(world, work) {
    const verification = await world.inspector.compare(need(world, 'sourceUri'), need(world, 'destinationUri'), work);
    // A verdict is taken anew when it is asked for again.
    await work.forget();
    if (verification.verdict !== 'identical') throw notIdentical(verification, 'after the cutover');
    return Receipt.parse(verification);
  },
});

const moment = 60_000;

/** A verdict holds of the level and the time at which it was taken; what is older than a moment is told with its age. */
function boundTo({ level, endedAt }: z.infer<typeof Receipt>, now: Date): string {
  if (level === undefined || endedAt === undefined) return '';
  const age = now.getTime() - Date.parse(endedAt);
  return age < moment ? ` (level ${level})` : ` (level ${level}, ${durationText(age)} ago)`;
}
