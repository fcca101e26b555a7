import { z } from 'zod';
import { amount } from '../plain-units.ts';
import { defineResult } from './command-result.ts';

/** In the order of the page. */
export const doctorSections = ['machine', 'network', 'atlas', 'manager', 'source', 'destination', 'directory'] as const;
export type DoctorSection = (typeof doctorSections)[number];

const DoctorLine = z.object({
  section: z.enum(doctorSections),
  name: z.string().describe('what was looked at'),
  state: z.enum(['ok', 'problem', 'not-looked-at']),
  text: z.string().describe('what was seen, or why it was not looked at'),
  fix: z.string().describe('what to do about a problem').exactOptional(),
});
export type DoctorLine = z.infer<typeof DoctorLine>;

/** What `livemig doctor` came to; holds no secret. */
export const DoctorData = z.object({
  lines: z.array(DoctorLine).readonly(),
  ok: z.number().int().describe('how many lines are ok'),
  problems: z.number().int(),
  notLookedAt: z.number().int(),
});
export type DoctorData = z.infer<typeof DoctorData>;

const titles: Readonly<Record<DoctorSection, string>> = {
  machine: 'This machine',
  network: 'Network settings',
  atlas: 'Atlas',
  manager: 'Manager of the source',
  source: 'Source',
  destination: 'Destination',
  directory: 'Migration directory',
};

/** The states are words, which stay what they are in a ticket and are read aloud. */
export const doctorResult = defineResult(DoctorData, ({ lines, ok, problems, notLookedAt }) => [
  ...doctorSections.flatMap((section) => {
    const ofSection = lines.filter((line) => line.section === section);
    return ofSection.length === 0 ? [] : [titles[section], ...together(ofSection).flatMap(toldLine)];
  }),
  `${ok} ok, ${amount(problems, 'problem')}, ${notLookedAt} not looked at. Nothing was changed.`,
]);

/** What was not looked at for the same reason, one behind the other, is one line. */
function together(lines: readonly DoctorLine[]): readonly DoctorLine[] {
  const found: DoctorLine[] = [];
  for (const line of lines) {
    const before = found.at(-1);
    const isSame = line.state === 'not-looked-at' && before?.state === line.state && before.text === line.text;
    if (isSame) found[found.length - 1] = { ...before, name: `${before.name}, ${line.name}` };
    else found.push(line);
  }
  return found;
}

function toldLine({ name, state, text, fix }: DoctorLine): string[] {
  if (state === 'not-looked-at') return [`  not looked at: ${name}, because ${text}`];
  return [`  ${state}: ${name}: ${text}`, ...(fix === undefined ? [] : [`    do: ${fix}`])];
}
