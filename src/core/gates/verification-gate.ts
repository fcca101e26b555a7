import { type Fact, known, unknownBecause } from '../check.ts';
import { amount, durationText } from '../plain-units.ts';
import { isOtherSource, sourceText } from '../same-source.ts';
import { isBefore, later, secondText } from '../verification/cluster-time.ts';
import type { ClusterTime } from '../verification/side.ts';
import type { GateFacts, Verified } from './gate-facts.ts';
import { type GateJudgement, ifKnown, met } from './gate-judgement.ts';

const noVerdict = 'the last comparison has come to no verdict yet';

const toTheEnd =
  'Once every write to the source has been stopped, `livemig verify stop` and then `livemig verify resume --writes-stopped` bring it to one.';

const fix = '`livemig verify --during-sync` compares them, and follows what is written until then.';

/** A verdict holds up to the write that it has seen: what was written afterwards is not in it. */
export function judgeVerification({ verified, writes, source }: GateFacts): GateJudgement {
  return ifKnown(verified, (seen) => {
    if (seen === undefined) return { is: 'not-met', message: 'source and destination were not compared here', fix };
    const other = otherSource(seen, source);
    if (other !== undefined) return { is: 'not-met', message: other, fix };
    const trouble = troubleOf(seen);
    if (trouble !== undefined) return { is: 'not-met', message: trouble, fix: '`livemig verify show last` shows it.' };
    const { through, scope, verdict } = seen;
    if (scope !== '') return { is: 'not-met', message: `the last comparison was not of all (${scope})`, fix };
    if (through === undefined) return { is: 'not-met', message: noVerdict, fix };
    const until = `verified through ${secondText(through)} (level ${seen.level})`;
    // Definitions, what only one side has and what cannot be compared are judged at the end.
    if (verdict === 'open')
      return {
        is: 'not-met',
        message: `${noVerdict}; it has followed writes through ${secondText(through)}`,
        fix: toTheEnd,
      };
    return ifKnown(newestWrite(writes), (newest) => {
      if (newest === undefined) return met(`${until}, and nothing is known to be written since`);
      if (!isBefore(through, newest)) return met(`${until}, up to the last write`);
      const seconds = newest.seconds - through.seconds;
      const how = seconds === 0 ? 'less than a second' : durationText(seconds * 1_000);
      return { is: 'not-met', message: `${until}, ${how} before the last write`, fix };
    });
  });
}

/** One directory is one migration, and yet anything can be verified in it. */
function otherSource({ source: compared }: Verified, source: GateFacts['source']): string | undefined {
  if (compared === undefined || !source.known || !isOtherSource(compared, source.value)) return undefined;
  return `the last comparison was of another source, ${sourceText(compared)}`;
}

function troubleOf({ verdict, open }: Verified): string | undefined {
  if (verdict === 'different') return 'the last comparison has found differences';
  if (verdict === 'not-all-compared' || verdict === 'nothing-compared')
    return 'the last comparison has not compared all';
  return open > 0 ? `${amount(open, 'document')} differed when they were last compared` : undefined;
}

/** Of all sets, in the time of their servers; `undefined` where none knows of any. */
function newestWrite(writes: GateFacts['writes']): Fact<ClusterTime | undefined> {
  if (!writes.known) return unknownBecause(`when the source was last written to was not looked at: ${writes.reason}`);
  const { read, unread } = writes.value.sets;
  const [missing] = unread;
  if (missing !== undefined) return unknownBecause(`${missing.name} was not looked at: ${missing.reason}`);
  const times = read.flatMap(({ value }) => value.lastWrite ?? []);
  return known(times.reduce<ClusterTime | undefined>((newest, time) => later(newest, time), undefined));
}
