import { z } from 'zod';
import type { Comparison } from '../../core/comparison.ts';
import { LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import { differencesCode } from '../../core/past.ts';
import { defineStep, need } from '../world.ts';

const Receipt = z.object({
  identical: z.literal(true),
  namespaces: z.number().int(),
  documents: z.object({ source: z.number().int(), destination: z.number().int() }),
});

const stepId = 'start.verify';

export const verify = defineStep<z.infer<typeof Receipt>>({
  id: stepId,
  title: 'Compare source and destination',
  receipt: Receipt,
  repeatable: true,
  applies: ({ values }) => values.sourceUri !== undefined && values.destinationUri !== undefined,
  observe: async (_, receipt) =>
    receipt === undefined
      ? { state: 'todo' }
      : {
          state: 'done',
          detail: `identical: ${receipt.documents.destination} documents in ${receipt.namespaces} namespaces`,
          details: { identical: true, namespaces: receipt.namespaces, documents: receipt.documents.destination },
        },
  fact({ detail }, { journal, before }) {
    const isBegun = progressOf(journal, stepId) !== 'none';
    return isBegun && before !== undefined && detail !== undefined ? `${before}; ${detail}` : undefined;
  },
  async run(world, work) {
    const comparison = await world.inspector.compare(need(world, 'sourceUri'), need(world, 'destinationUri'), work);
    // A verdict is taken anew when it is asked for again.
    await work.forget();
    if (!comparison.identical) throw different(comparison);
    const { namespaces, documents } = comparison;
    return { identical: true, namespaces, documents };
  },
});

function different(comparison: Comparison): LivemigError {
  const { differences, differencesTotal: total } = comparison;
  const first = differences.slice(0, 10).map(({ namespace, kind, detail }) => `  - ${namespace}: ${kind}: ${detail}`);
  const more = total > first.length ? [`  … and ${total - first.length} more`] : [];
  return new LivemigError({
    kind: 'differences',
    code: differencesCode,
    message: `Source and destination differ in ${total} ${total === 1 ? 'place' : 'places'}:\n${[...first, ...more].join('\n')}`,
    fix: 'If anybody wrote to either side after the cutover, these may be their changes. Otherwise keep the source, and do not resume writes before you know why.',
    data: { comparison },
  });
}
