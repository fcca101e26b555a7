import { z } from 'zod';
import { Comparison } from '../comparison.ts';
import { amount, counted, momentText } from '../plain-units.ts';
import { afterwardsLines } from './afterwards-lines.ts';
import { ArmedCutoverData } from './armed-cutover-data.ts';
import { defineResult, told } from './command-result.ts';
import { CutoverPlan, cutoverPlanLines } from './cutover-plan.ts';
import { HandOver, handOverLines } from './hand-over.ts';
import { MigrationDetails } from './migration-details.ts';
import { verdictOfComparison, verdictText } from './verdict-lines.ts';
import { notComparedLines, WillNotArrive } from './will-not-arrive.ts';

const acting = {
  changed: z.boolean().describe('whether this run has changed anything; false with --dry-run'),
  acted: z
    .array(z.string())
    .readonly()
    .describe('the ids of the steps that acted in this run; not with --dry-run')
    .exactOptional(),
};

const migrating = {
  migrationId: z.string().nullable().describe('null where Atlas was not asked to create one yet').exactOptional(),
  ...MigrationDetails.partial().shape,
  comparison: Comparison.nullable()
    .describe('after a cutover; null where nothing was compared, for want of the connection strings')
    .exactOptional(),
  handOver: HandOver.describe('after a cutover that is COMPLETE: what the applications need').exactOptional(),
  willNotArrive: WillNotArrive.describe('beside a comparison: what was not migrated and is not in it').exactOptional(),
  armedCutover: ArmedCutoverData.describe(
    'where a cutover was armed for a window, also with --cancel and --reschedule: how it stands',
  ).exactOptional(),
  cutoverPlan: CutoverPlan.describe('with a dry run of the cutover: its gates, and what it would do').exactOptional(),
};

const ActedData = z.object(acting);
const MigrationData = z.object({ ...acting, ...migrating });
type MigrationData = z.infer<typeof MigrationData>;

/** `link` and `provision`: what they did has been told step by step. */
export const actedResult = defineResult(ActedData, () => []);

/** `start` and `cutover`; status and readiness are in the outcome. */
export const migrationResult = defineResult(MigrationData, migrationLines);

function migrationLines(data: MigrationData): string[] {
  const {
    migrationId,
    lagSeconds,
    cutoverRequestedAt,
    cutoverRequestedBy,
    comparison,
    willNotArrive,
    handOver,
    armedCutover,
    cutoverPlan,
  } = data;
  return [
    ...told('migration id', migrationId),
    ...told('lag', typeof lagSeconds === 'number' ? `${lagSeconds} s` : undefined),
    ...told('cutover requested', cutoverRequestedAt && requestedText(cutoverRequestedAt, cutoverRequestedBy)),
    ...told('cutover', armedCutover?.text),
    ...afterwardsLines(data),
    ...(cutoverPlan === undefined ? [] : cutoverPlanLines(cutoverPlan)),
    ...told('comparison', comparison && comparisonText(comparison)),
    ...told('expected differences', comparison?.expected && expectedText(comparison.expected)),
    ...(comparison?.notCompared ?? []).flatMap(({ what, why }) => told('not compared', `${what}: ${why}`)),
    ...told('not compared', comparison?.doesNotCover?.join(' · ')),
    ...(willNotArrive === undefined ? [] : notComparedLines(willNotArrive)),
    ...(handOver === undefined ? [] : handOverLines(handOver)),
  ];
}

function requestedText(at: string, by: string | undefined): string {
  return `${momentText(at)}${by === undefined ? '' : ` by ${by}`}`;
}

/** `1,204 (ttl: their time has come …)`; nothing where there are none. */
function expectedText(expected: NonNullable<Comparison['expected']>): string | undefined {
  if (expected.length === 0) return undefined;
  return expected.map(({ class: name, count, why }) => `${counted(count)} (${name}: ${why})`).join('; ');
}

/** What a comparison came to, in a few words. */
export function comparisonText(comparison: Comparison): string {
  const { namespaces, documents, differencesTotal } = comparison;
  const what = `${amount(documents.source, 'document')} in ${amount(namespaces, 'namespace')}`;
  const verdict = verdictOfComparison(comparison);
  if (verdict === 'different') return `${amount(differencesTotal, 'difference')} in ${what}`;
  return `${verdictText(verdict, comparison)}, ${what}`;
}
