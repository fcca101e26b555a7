import { z } from 'zod';
import { LivemigEvent } from '../core/events.ts';
import type { Page, Row } from './page.ts';

/** When each type of event comes; a forgotten type does not compile. */
const purposes: Readonly<Record<LivemigEvent['type'], string>> = {
  stage: 'where the migration stands',
  plan: 'what a stage is about to do, and the command that does the same without a terminal',
  step: 'a step begins, waits, ends, or is skipped',
  progress: 'how far a step has come that takes long, at intervals',
  finding: 'the answer of a check',
  verdict: 'what all findings of `livemig check` come to',
  rule: 'a rule of `livemig check`, with --list and --explain',
  gates: 'how the gates of the cutover stand, whenever they are looked at',
  input: 'where a value came from that was not typed; stars for a secret',
  note: 'something worth knowing',
  command: 'a command that rehearse runs',
  ready: 'the sandbox is up',
  result: 'the last line, always, also after an error',
};

/** Made of the schemas that each event has to fit. */
export function jsonPage(): Page {
  return {
    intro:
      'With --json, standard output is one JSON object per line, each with type and time (ISO 8601, UTC). This is a contract: it grows, it does not change; ignore what you do not know.',
    examples: ['livemig status --json | tail -n 1'],
    sections: [{ title: 'Events, by type', rows: LivemigEvent.options.map(rowOf) }],
  };
}

function rowOf({ shape }: (typeof LivemigEvent.options)[number]): Row {
  const fields = Object.entries<z.ZodType>(shape).filter(([name]) => name !== 'type' && name !== 'time');
  return [shape.type.value, purposes[shape.type.value], ...fields.map(([name, schema]) => fieldText(name, schema))];
}

function fieldText(name: string, schema: z.ZodType): string {
  const values = valuesOf(schema);
  const optional = schema.safeParse(undefined).success ? '?' : '';
  return `- ${name}${optional}${values.length === 0 ? '' : `: ${values.join(', ')}`}`;
}

function valuesOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
