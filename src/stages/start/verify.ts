import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import { differencesCode } from '../../core/past.ts';
import { amount, durationText } from '../../core/plain-units.ts';
import { Verification } from '../../core/verification/verification.ts';
import { defineStep, need } from '../world.ts';

const { namespaces, documents, level, endedAt, expected, doesNotCover } = Verification.shape;

/** Receipts of older versions have only the counts. */
const Receipt = z.object({
  identical: z.literal(true),
  ...{ namespaces, documents },
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
          detail: `identical: ${receipt.documents.destination} documents in ${receipt.namespaces} namespaces${boundTo(receipt, clock.now())}`,
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
    if (verification.verdict !== 'identical') throw notIdentical(verification);
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

function notIdentical(verification: Verification): LivemigError {
  const { verdict } = verification;
  if (verdict === 'different') return different(verification);
  return verdict === 'nothing-compared' ? nothingCompared(verification) : notAllCompared(verification);
}

function different(comparison: Verification): LivemigError {
  const { differences, differencesTotal: total } = comparison;
  const first = differences.map(({ namespace, kind, detail, id }) =>
    [namespace, kind, ...(id === undefined ? [] : [id]), detail].join(': '),
  );
  return new LivemigError({
    kind: 'differences',
    code: differencesCode,
    message: `Source and destination differ in ${amount(total, 'place')}:\n${listed(first, total)}`,
    fix: 'If anybody wrote to either side after the cutover, these may be their changes. Otherwise keep the source, and do not resume writes before you know why.',
    data: { comparison },
  });
}

function notAllCompared(comparison: Verification): LivemigError {
  const left = comparison.notCompared.map(({ what, why }) => `${what}: ${why}`);
  return new LivemigError({
    kind: 'not-all-compared',
    code: 'NOT_ALL_COMPARED',
    message: `Nothing differs in what could be compared, but this could not be:\n${listed(left, left.length)}`,
    fix: 'Where a right is missing, give that connection string a user who has it, and run the same command again: it compares anew. What has no such reason has to be compared by hand.',
    data: { comparison },
  });
}

function nothingCompared(comparison: Verification): LivemigError {
  return new LivemigError({
    kind: 'not-all-compared',
    code: 'NOTHING_COMPARED',
    message: 'Nothing was compared: neither the source nor the destination holds a collection of users.',
    fix: 'Look at LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI: do they lead to the deployments of this migration?',
    data: { comparison },
  });
}

const mostTold = 10;

function listed(lines: readonly string[], total: number): string {
  const told = lines.slice(0, mostTold).map((line) => `  - ${line}`);
  return [...told, ...(total > told.length ? [`  … and ${total - told.length} more`] : [])].join('\n');
}
