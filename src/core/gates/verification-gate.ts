import { amount, durationText, momentText } from '../plain-units.ts';
import type { GateFacts, Verified } from './gate-facts.ts';
import { type GateJudgement, ifKnown, met } from './gate-judgement.ts';

const fix = '`livemig verify --during-sync` compares them, and follows what is written until then.';

/** A verdict holds up to the write that it has seen: what was written afterwards is not in it. */
export function judgeVerification({ verified, writes }: GateFacts): GateJudgement {
  return ifKnown(verified, (seen) => {
    if (seen === undefined) return { is: 'not-met', message: 'source and destination were not compared here', fix };
    const trouble = troubleOf(seen);
    if (trouble !== undefined) return { is: 'not-met', message: trouble, fix: '`livemig verify show last` shows it.' };
    const { through } = seen;
    if (through === undefined) return { is: 'not-met', message: 'the comparison has come to no verdict yet', fix };
    const until = `verified through ${momentText(through)} (level ${seen.level})`;
    return ifKnown(newestWrite(writes), (newest) => {
      if (newest === undefined) return met(`${until}, and nothing is known to be written since`);
      const after = Date.parse(newest) - Date.parse(through);
      if (after <= 0) return met(`${until}, after the last write`);
      return { is: 'not-met', message: `${until}, ${durationText(Math.max(after, 1_000))} before the last write`, fix };
    });
  });
}

function troubleOf({ verdict, open }: Verified): string | undefined {
  if (verdict === 'different') return 'the last comparison has found differences';
  if (verdict === 'not-all-compared' || verdict === 'nothing-compared')
    return 'the last comparison has not compared all';
  return open > 0 ? `${amount(open, 'document')} differed when they were last compared` : undefined;
}

/** Of all sets, in the time of their servers; `undefined` where none knows of any. */
function newestWrite(writes: GateFacts['writes']) {
  if (!writes.known)
    return { ...writes, reason: `when the source was last written to was not looked at: ${writes.reason}` };
  const { read, unread } = writes.value.sets;
  const [missing] = unread;
  if (missing !== undefined)
    return { known: false, reason: `${missing.name} was not looked at: ${missing.reason}` } as const;
  const times = read.flatMap(({ value }) => value.newest ?? []);
  return { known: true, value: times.toSorted().at(-1) } as const;
}
