import type { Difference } from './difference.ts';
import type { VerifyEntry } from './entry.ts';
import type { NamespacePlan, PartitionResult } from './partition.ts';

export type EntryOf<Kind extends VerifyEntry['kind']> = Extract<VerifyEntry, { kind: Kind }>;

/** Of one namespace; filled while the journal is read, which may have a line for each of very many partitions. */
export interface Part {
  readonly plan?: NamespacePlan;
  readonly results: Map<number, PartitionResult>;
  readonly differences: Difference[];
  /** Of the last run; absent where it has compared nothing of it. */
  run?: { readonly from: string; readonly until: string; readonly bytes: number; readonly documents: number };
}

/** What the runs of a verification have brought, as far as it holds. */
export interface Runs {
  begun: EntryOf<'begun'>[];
  proved: EntryOf<'proved'> | undefined;
  readonly parts: Map<string, Part>;
  /** Why the last run that began with nothing did. */
  anew: string | undefined;
  followed: EntryOf<'followed'> | undefined;
  ended: EntryOf<'ended'> | undefined;
  /** Whether nothing but changes was looked at since this run has compared something. */
  isLooking: boolean;
  /** When the last parts of this run were done, one for each worker: whoever is done takes the next. */
  recent: string[];
  isFruitful: boolean;
  fruitless: { readonly of: string; readonly times: number };
}

export function emptyRuns(): Runs {
  return {
    ...{ begun: [], proved: undefined, parts: new Map(), anew: undefined, followed: undefined, ended: undefined },
    ...{ isLooking: false, recent: [], isFruitful: false, fruitless: { of: '', times: 0 } },
  };
}

/** Changes it in place, because there can be many parts. */
export function takeInto(runs: Runs, entry: VerifyEntry): void {
  const { parts } = runs;
  runs.isLooking = entry.kind === 'followed' && entry.generation > 0;
  switch (entry.kind) {
    case 'begun':
      runs.begun.push(entry);
      runs.ended = undefined;
      runs.isFruitful = false;
      runs.recent = [];
      for (const part of parts.values()) delete part.run;
      return;
    case 'proved':
      runs.proved = entry;
      if (entry.anew === undefined) return;
      runs.anew = entry.anew;
      runs.followed = undefined;
      parts.clear();
      return;
    case 'planned':
      parts.set(entry.plan.name, { plan: entry.plan, results: new Map(), differences: [] });
      return;
    case 'compared':
      runs.isFruitful = true;
      addResult(runs, entry);
      return;
    case 'dropped':
      parts.delete(entry.namespace);
      return;
    case 'followed':
      runs.followed = entry;
      runs.isFruitful = true;
      return;
    case 'ended':
      runs.ended = entry;
      runs.fruitless = fruitlessAfter(runs, entry);
  }
}

function addResult(runs: Runs, { at, namespace, result, differences }: EntryOf<'compared'>): void {
  const { parts, begun, proved, recent } = runs;
  const part: Part = parts.get(namespace) ?? { results: new Map(), differences: [] };
  parts.set(namespace, part);
  part.results.set(result.index, result);
  part.differences.push(...differences);
  const { workers } = begun.at(-1)?.request ?? { workers: 1 };
  const since = recent.length < workers ? (proved?.at ?? at) : (recent[0] ?? at);
  const { from, bytes, documents } = part.run ?? { from: since, bytes: 0, documents: 0 };
  part.run = {
    ...{ from, until: at },
    bytes: bytes + result.bytes,
    documents: documents + result.source + result.destination,
  };
  runs.recent = [...recent, at].slice(-workers);
}

function fruitlessAfter({ isFruitful, fruitless }: Runs, { how, error }: EntryOf<'ended'>): Runs['fruitless'] {
  const of = error?.code ?? how;
  if (isFruitful || how === 'done') return { of, times: 0 };
  return { of, times: fruitless.of === of ? fruitless.times + 1 : 1 };
}
