import { z } from 'zod';
import { amount, momentText } from '../plain-units.ts';
import { judgements, menders } from '../rule.ts';
import { Skip } from '../skip.ts';
import { defineResult, told } from './command-result.ts';
import { WillNotArrive } from './will-not-arrive.ts';

const Severity = z.enum(['block', 'warn', 'info']);

export const Skipped = Skip.extend({ was: z.enum(judgements) });

const Found = z.object({
  id: z.string(),
  title: z.string(),
  result: z.enum(['block', 'warn', 'info', 'not-checked', 'skipped']),
  severity: Severity.describe('the worst that the rule can be'),
  mender: z.enum(menders).describe('who can mend it'),
  message: z.string(),
  fix: z.string().exactOptional(),
  items: z.array(z.string()).readonly().describe('what it is about, one by one').exactOptional(),
  yourself: z.literal(true).describe('only a person can look at it').exactOptional(),
  skipped: Skipped.describe('whose word it was, and what it would be without').exactOptional(),
  docs: z.string(),
});

/** Of how much of the whole something is told, and why. */
const Part = z.object({ text: z.string(), reasons: z.array(z.string()).readonly() });

export const Verdict = z.object({
  ready: z
    .enum(['no', 'not-known', 'yes'])
    .describe('no: something blocks; not-known: nothing does, but what could was not looked at, or was skipped'),
  text: z.string().describe('the verdict in one line'),
  blockers: Part,
  complexity: Part,
  copy: Part.describe('how long the copy takes; hours only from a rate that was given or measured'),
  oplog: Part,
  rules: Part.extend({
    asOf: z.string().describe("when MongoDB's lists of versions were read"),
    engine: z.string(),
    outdated: z.boolean(),
  }).describe('how old is what is said of versions'),
});
export type Verdict = z.infer<typeof Verdict>;

export const CheckCounts = z.object({
  rules: z.number(),
  pass: z.number(),
  block: z.number(),
  warn: z.number(),
  info: z.number(),
  notChecked: z.number(),
  skipped: z.number(),
  notAsked: z.number().describe('of those that pass, how many are not about this migration').exactOptional(),
});
export type CheckCounts = z.infer<typeof CheckCounts>;

const Ids = z.array(z.string()).readonly();

/** What has changed since an earlier check; each rule is in one of these at most. */
export const Since = z.object({
  at: z.iso.datetime().describe('when that was'),
  fixed: Ids.describe('objected then, and pass now'),
  new: Ids.describe('object now, and did not then'),
  unchanged: Ids.describe('objected then, and do now'),
  open: Ids.describe('objected then, and were not looked at now, or skipped'),
});
export type Since = z.infer<typeof Since>;

/** Facts that were collected elsewhere. */
export const FactsUsed = z.object({
  file: z.string(),
  collectedAt: z.iso.datetime(),
  by: z.string(),
  used: Ids.describe('the facts that were not seen here'),
});

export type FactsUsed = z.infer<typeof FactsUsed>;

/** What one partner would be asked. */
const Sent = z.object({
  to: z.enum(['Atlas', 'manager', 'source', 'destination']),
  at: z.string().describe('its address; of a deployment the hosts'),
  sends: Ids.describe('requests or commands'),
});
export type Sent = z.infer<typeof Sent>;

/** The whole preflight. */
export const CheckData = z.object({
  verdict: Verdict,
  counts: CheckCounts,
  findings: z.array(Found).readonly().describe('all that did not pass, the worst first'),
  passed: Ids.describe('the ids of those that did'),
  willNotArrive: WillNotArrive.describe('what no migration brings to the destination; not with --only').exactOptional(),
  since: Since.describe('what has changed since the check before in this directory').exactOptional(),
  facts: FactsUsed.describe('with --facts').exactOptional(),
  saved: z.string().describe('with --save-facts or --collect: the file').exactOptional(),
});
export type CheckData = z.infer<typeof CheckData>;

/** The same, or what was asked for in place of it. */
const AnyCheckData = CheckData.partial().extend({
  rules: Ids.describe('with --list or --explain: their ids').exactOptional(),
  collected: Ids.describe('with --collect: the names of the facts in the file').exactOptional(),
  unknown: z
    .record(z.string(), z.string())
    .describe('with --collect: why those are not that could not be read')
    .exactOptional(),
  completeAt: z.iso
    .datetime()
    .describe('when the migration of this directory was seen COMPLETE; after that nothing is looked at')
    .exactOptional(),
  wouldSend: z.array(Sent).readonly().describe('with --dry-run: what would be asked, and whom').exactOptional(),
});

/** The findings and the rules are drawn on the way. */
export const checkResult = defineResult(AnyCheckData, checkLines);

function checkLines({ saved, collected, unknown, wouldSend, completeAt }: z.infer<typeof AnyCheckData>): string[] {
  return [
    ...(completeAt === undefined ? [] : overLines(completeAt)),
    ...(collected === undefined ? [] : [`${amount(collected.length, 'fact')} collected; no secret and no document`]),
    ...reasonLines(unknown ?? {}),
    ...told('file', saved),
    ...(wouldSend ?? []).flatMap(sentLines),
  ];
}

function overLines(completeAt: string): string[] {
  return [
    `Nothing was looked at: a check is for before a migration, and that of this directory was seen COMPLETE at ${momentText(completeAt)}.`,
    'For another migration: livemig check --dir NEW, with a directory of its own.',
  ];
}

/** Each reason once. */
function reasonLines(unknown: Readonly<Record<string, string>>): string[] {
  const reasons = [...new Set(Object.values(unknown))];
  return reasons.map((reason) => {
    const ids = Object.entries(unknown).flatMap(([id, why]) => (why === reason ? [id] : []));
    return `not read (${ids.join(', ')}): ${reason}`;
  });
}

const partners: Readonly<Record<Sent['to'], string>> = {
  Atlas: 'Atlas',
  manager: 'the manager',
  source: 'the source',
  destination: 'the destination',
};

function sentLines({ to, at, sends }: Sent): string[] {
  return [
    `To ${partners[to]} (${at}), ${to === 'Atlas' || to === 'manager' ? 'names standing for their ids' : 'as commands'}:`,
    ...sends.map((one) => `- ${one}`),
  ];
}
