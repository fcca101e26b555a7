import type { Finding } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { harmless } from '../core/harmless.ts';
import { smallestWindow, windowsOf, windowText } from '../core/oplog-window.ts';
import { amount, sizeText } from '../core/plain-units.ts';
import type { CheckCounts, Verdict } from '../core/results/check-result.ts';
import { couldBlock } from '../core/skipped-findings.ts';
import { type CopySettings, copyTimeOf, copyTimeText } from './copy-time.ts';
import { matrix, matrixAgeDays, matrixLastsDays } from './matrix.ts';

/** What a person says besides the facts, and the time of day. */
export interface VerdictSettings extends CopySettings {
  readonly now: Date;
  /** How many rules there are besides those that were asked for. */
  readonly leftOut?: number;
}

export function countsOf(findings: readonly Finding[]): CheckCounts {
  const of = (result: Finding['result']) => findings.filter((one) => one.result === result).length;
  return {
    rules: findings.length,
    pass: of('pass'),
    block: of('block'),
    warn: of('warn'),
    info: of('info'),
    notChecked: of('not-checked'),
    skipped: of('skipped'),
    notAsked: findings.filter(({ notAsked }) => notAsked).length,
  };
}

/** One line first, each part of it with its reasons. Never "ready" while what could block was not looked at. */
export function verdictOf(findings: readonly Finding[], facts: Facts, settings: VerdictSettings): Verdict {
  const blocking = findings.filter(({ result }) => result === 'block');
  const open = findings.filter(({ result, severity }) => result === 'not-checked' && severity === 'block');
  const skipped = findings.filter(couldBlock);
  const complexity = complexityOf(findings, facts);
  const copy = copyOf(facts, settings);
  const oplog = oplogOf(facts);
  const rules = rulesOf(settings.now);
  const [ready, words] = readinessOf({
    blockers: blocking.length,
    open: open.length,
    skipped: skipped.length,
    asked: findings.length,
    leftOut: settings.leftOut ?? 0,
  });
  const told = [...blocking, ...open, ...skipped].map(
    ({ id, message, skipped: skip }) => `${id} ${message}${skip === undefined ? '' : ` (skipped by ${skip.by})`}`,
  );
  return {
    ready,
    text: `${words} Complexity ${complexity.text} · ${copy.text} · ${oplog.text}`,
    blockers: { text: words, reasons: told },
    complexity,
    copy,
    oplog,
    rules,
  };
}

interface Standing {
  readonly blockers: number;
  /** Could block, and were not looked at. */
  readonly open: number;
  /** Would block or could, and a person has said that they are not to. */
  readonly skipped: number;
  readonly asked: number;
  readonly leftOut: number;
}

function readinessOf({ blockers, open, skipped, asked, leftOut }: Standing): readonly [Verdict['ready'], string] {
  if (blockers > 0) return ['no', `Not ready: ${amount(blockers, 'blocker')}.`];
  const but = [
    ...(open > 0 ? [`${open} that could block not looked at`] : []),
    ...(skipped > 0 ? [`${skipped} that would or could block skipped`] : []),
  ].join(', ');
  if (leftOut > 0)
    return ['not-known', `No blocker in the ${amount(asked, 'rule')} asked for${but === '' ? '' : `; ${but}`}.`];
  return but === '' ? ['yes', 'Ready.'] : ['not-known', `No blocker in what was looked at; ${but}.`];
}

type Part = Verdict['complexity'];

/** What makes a migration longer, or more to think of, each by itself. */
function complexityOf(findings: readonly Finding[], { known }: Facts): Part {
  const { sourceSharded, sourceInventory, source } = known;
  const of = (wanted: Finding['result']) => findings.filter(({ result }) => result === wanted).length;
  const [blockers, warnings] = [of('block'), of('warn')];
  const trouble = [
    ...(blockers > 0 ? [amount(blockers, 'blocker')] : []),
    ...(warnings > 0 ? [amount(warnings, 'warning')] : []),
  ].join(' and ');
  const bytes = source?.sizeBytes;
  const reasons = [
    ...(sourceSharded === true ? ['the source is sharded'] : []),
    ...(bytes !== undefined && bytes >= 1024 ** 4 ? [`${sizeText(bytes)} of data`] : []),
    ...((sourceInventory?.length ?? 0) > 1_000 ? [amount(sourceInventory?.length ?? 0, 'collection')] : []),
    ...(blockers + warnings > 0 ? [trouble] : []),
    ...(blockers + warnings > 5 ? ['more than five of them'] : []),
  ];
  if (bytes === undefined && sourceInventory === undefined)
    return { text: 'not known', reasons: ['neither the size nor the collections of the source are known', ...reasons] };
  return { text: reasons.length <= 1 ? 'LOW' : reasons.length <= 3 ? 'MEDIUM' : 'HIGH', reasons };
}

function copyOf(facts: Facts, settings: VerdictSettings): Part {
  const time = copyTimeOf(facts, settings);
  if ('notKnown' in time)
    return {
      text: 'copy not known',
      reasons: [`${time.notKnown}: MongoDB publishes none. Give one with --assume-rate, such as 50MB/s`],
    };
  // Nobody has measured one here: what a person says is no more than that.
  return {
    text: `copy not known, ${copyTimeText(time)}`,
    reasons: [`${sizeText(time.bytes)} at ${sizeText(time.bytesPerSecond)}/s, as --assume-rate says`],
  };
}

function oplogOf({ known, unknown }: Facts): Part {
  const { sourceOplogs: oplogs } = known;
  if (oplogs === undefined)
    return {
      text: 'oplog window not known',
      reasons: [harmless(unknown.sourceOplogs ?? 'nobody has looked at the oplog')],
    };
  const windows = windowsOf(oplogs);
  const smallest = smallestWindow(windows);
  const reasons = [
    ...windows.map(({ set, ms, basis }) => {
      if (ms === undefined) return `${set}: not full yet, and nobody wrote while it was looked at`;
      return `${set}: ${windowText(ms)}${basis === 'seen' ? '' : ', expected: it is not full yet'}`;
    }),
    ...oplogs.unread.map(({ name, reason }) => `${name}: not looked at: ${reason}`),
  ].map(harmless);
  if (smallest === undefined) return { text: 'oplog window not known', reasons };
  const { set, ms, basis } = smallest;
  const notes = [
    ...(known.sourceSharded === true || windows.length + oplogs.unread.length > 1 ? [`shard ${harmless(set)}`] : []),
    ...(basis === 'seen' ? [] : ['expected']),
    ...(oplogs.unread.length > 0 ? [`${oplogs.unread.length} not looked at`] : []),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return { text: `oplog window ${windowText(ms)}${note}`, reasons };
}

/** The pages change without a word: what is said of versions is as old as the reading of them. */
function rulesOf(now: Date): Verdict['rules'] {
  const { asOf, engine } = matrix;
  const age = matrixAgeDays(now);
  const text = `MongoDB's lists of versions as of ${asOf} (${engine})`;
  const reasons = ['which engine Atlas runs is published nowhere; its validation has the last word'];
  return age <= matrixLastsDays
    ? { text, reasons, asOf, engine, outdated: false }
    : {
        text: `${text}, ${amount(age, 'day')} old: newer ones may say otherwise, so look for a newer livemig`,
        reasons,
        asOf,
        engine,
        outdated: true,
      };
}
