import type { FactValues } from '../facts.ts';
import { firstNames } from '../first-names.ts';
import { amount, durationText } from '../plain-units.ts';
import type { GateJudgement } from './gate-judgement.ts';

type LatestWrites = FactValues['sourceLatestWrites'];

/** Writes that are seen refuse; of a sharded source nothing is said to be quiet before all shards were looked at. */
export function judgeWrites({ seconds, sets }: LatestWrites): GateJudgement {
  const time = durationText(seconds * 1_000);
  const counts = countsIn(sets);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total > 0) {
    const most = [...counts].sort(([, one], [, other]) => other - one).map(([name, count]) => `${name} ${count}`);
    const since = Math.min(...sets.read.map(({ value }) => value.quietSeconds ?? seconds));
    return {
      is: 'not-met',
      message: `${amount(total, 'write')} in the last ${time}: ${firstNames(most)}. Stop them first`,
      fix: 'Stop every application, job and person that writes to the source.',
      inMs: Math.max(0, (seconds - since) * 1_000),
    };
  }
  const [unread] = sets.unread;
  if (unread !== undefined)
    return { is: 'not-looked-at', message: `${unread.name} was not looked at: ${unread.reason}` };
  return { is: 'met', message: `no write to the source in the last ${time}` };
}

function countsIn(sets: LatestWrites['sets']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
  for (const { value } of sets.read) {
    for (const { namespace, writes } of value.namespaces) add(namespace, writes);
    for (const { command, namespace, count } of value.definitions) add(`${command} ${namespace}`, count);
  }
  return counts;
}
