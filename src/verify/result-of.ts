import { LivemigError } from '../core/errors.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless, shown } from '../core/harmless.ts';
import { amount } from '../core/plain-units.ts';
import { sum } from '../core/sum.ts';
import type { Beside } from '../core/verification/beside.ts';
import type { Course } from '../core/verification/course.ts';
import type { Definitions, UnreadDefinitions } from '../core/verification/definition.ts';
import { type Difference, Expectation } from '../core/verification/difference.ts';
import type { Spool } from '../core/verification/entry.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { Sight } from '../core/verification/sight.ts';
import { verdictOf } from '../core/verification/verdict.ts';
import type { NotCompared, Verification, VerifiedNamespace, VerifiedScope } from '../core/verification/verification.ts';
import type { DocumentReads, VerifiedSide } from '../core/verification/verified-side.ts';
import type { Begun } from './begin.ts';
import { leftOut, mayRead, within } from './common-namespaces.ts';
import { countsThatDiffer } from './counts-that-differ.ts';
import { doesNotCover } from './coverage.ts';
import { compareDefinitions } from './definitions/compare-definitions.ts';
import { totalOf } from './documents/total-of.ts';
import type { Settled } from './following/settled.ts';
import type { Proof, Sides } from './prove-sides.ts';
import { readWrongly, type Stillness } from './read-wrongly.ts';
import { sampleGoal } from './sample-size.ts';
import { tally } from './tally.ts';

/** What a verification has come to, before it is put together. */
export interface Found {
  /** What differs after it was looked at again; absent where nobody followed what is written. */
  readonly settled: Settled | undefined;
  /** The sides that were written to although nobody was to write, so that nobody followed it. */
  readonly unfollowed: readonly string[];
  readonly notCompared: readonly NotCompared[];
  /** Nobody has written to either side meanwhile, as far as that can be told. */
  readonly isStill: boolean;
  readonly stillness: Stillness;
  readonly beside: Beside;
}

/** The result of a verification, and all differences that are not kept yet. */
export async function resultOf(
  found: Found,
  begun: Begun,
): Promise<{ readonly result: Verification; readonly found: Spool }> {
  const { proof, request, scope, reads, listing, taken, ports } = begun;
  const { course } = taken;
  const { settled } = found;
  const { level } = request;
  const definitions = listing.definitions();
  const source = within(scope, definitions.source);
  const destination = within(scope, definitions.destination);
  const isTold = isToldBy(listing.sights);
  const compared = compareDefinitions(source, destination, { synchronizing: request.duringSync, isTold });
  const perNamespace = [...course.namespaces.values()]
    .filter(({ plan }) => plan.partitions.some(({ index }) => scope.has(plan.name, index)))
    .map(({ plan, results }) => withSettled(totalOf(plan.name, [...results.values()]), settled));
  const counted = countsTold(perNamespace, found, begun);
  const ofDefinitions = [...compared.differences, ...counted.differences];
  const ofDocuments = [...course.namespaces.values()].flatMap(({ differences }) => differences);
  const listed = [...ofDocuments, ...(settled?.differences ?? []).filter(isOld(request, ports.now()))];
  const tallied = tally(ofDefinitions, perNamespace, listed, request.reportRows);
  const alone = await alonePerSide({ source, destination }, begun);
  const documents = {
    source: sum(perNamespace, (one) => one.source) + alone.source,
    destination: sum(perNamespace, (one) => one.destination) + alone.destination,
  };
  const wrong = await readWrongly(perNamespace, found.stillness, { course, level, reads, proof });
  const named = distinct([
    ...found.notCompared,
    ...compared.notCompared,
    ...counted.notCompared,
    ...unsettledIn(settled),
    ...wrong.notCompared,
    ...unfitIn(definitions, scope),
  ]);
  // What is on one side only and cannot be looked for on the other one is never the same, whoever was to name why.
  const notCompared = named.length > 0 ? named : unsureIn(compared.unsure);
  const { namespaces, indexes } = compared;
  const verdict = verdictOf({ ...tallied, namespaces, documents, notCompared });
  const through = settled?.followed.verifiedThrough;
  const result: Verification = {
    ...{ verdict, identical: verdict === 'identical', level },
    ...(scope.isPart ? { scope: scopeTold(definitions, course, request, scope) } : {}),
    endedAt: ports.now().toISOString(),
    ...sinceWhen(proof, course),
    ...(through === undefined ? {} : { verifiedThrough: through }),
    ...(level === 'sample' ? { sample: sampleTold(perNamespace) } : {}),
    ...{ namespaces, indexes, documents, perNamespace, ...tallied, notCompared },
    doesNotCover: [...wrong.beside, ...doesNotCover(level, found.beside, found.unfollowed)],
  };
  const spool = settled?.found ?? ports.journal.spool();
  for (const difference of ofDefinitions) spool.add(difference);
  return { result, found: spool };
}

/** What an earlier run has read and what holds was not read from the time of this run on. */
function sinceWhen({ source, destination }: Proof, { first }: Course) {
  if (first === undefined) throw new Error('nothing was proved');
  const { at, times } = first;
  return {
    startedAt: at,
    source: { ...source, clusterTime: times?.source ?? source.clusterTime },
    destination: { ...destination, clusterTime: times?.destination ?? destination.clusterTime },
  };
}

/** The proof has named what a user may not see of a side as a whole, with the right that it takes. */
function isToldBy({ source, destination }: Sides<Sight>) {
  const sights = [source, destination];
  return ({ database, namespace, ofEach }: UnreadDefinitions): boolean => {
    if (namespace !== undefined) return false;
    if (ofEach !== undefined) return ofEach === 'shard key' && sights.some(({ seesShardKeys }) => !seesShardKeys);
    return database === undefined || sights.some((sight) => !sight.lists(database));
  };
}

function countsTold(namespaces: readonly VerifiedNamespace[], { isStill }: Found, { listing, request }: Begun) {
  const told = namespaces.flatMap((one) => {
    const common = listing.byName().get(one.name);
    return (common && countsThatDiffer({ level: request.level, isStill }, common, one)) ?? [];
  });
  return {
    differences: told.flatMap((one) => ('difference' in one ? [one.difference] : [])),
    notCompared: told.flatMap((one) => ('notCompared' in one ? [one.notCompared] : [])),
  };
}

/** What still differs of a namespace counts for it, and not for one of its parts. */
function withSettled(one: VerifiedNamespace, settled: Settled | undefined): VerifiedNamespace {
  const still = settled?.namespaces.find(({ name }) => name === one.name);
  if (still === undefined) return one;
  const expected = { ...one.expected };
  for (const name of Expectation.options) {
    const count = still.expected[name];
    if (count !== undefined) expected[name] = (expected[name] ?? 0) + count;
  }
  return {
    ...one,
    ...{ missing: one.missing + still.missing, extra: one.extra + still.extra },
    ...{ different: one.different + still.different, expected },
  };
}

/** Whether a difference has lasted so long as is wanted; younger ones are counted, and not told one by one. */
function isOld({ minAgeMs }: VerifyRequest, now: Date) {
  return ({ since }: Difference) => since === undefined || now.getTime() - Date.parse(since) >= minAgeMs;
}

/** Written so often that the two sides were never seen the same. */
function unsettledIn(settled: Settled | undefined): NotCompared[] {
  return (settled?.namespaces ?? [])
    .filter(({ unsettled }) => unsettled > 0)
    .map(({ name, unsettled }) => ({
      what: `${amount(unsettled, 'document')} of ${name}`,
      why: 'written so often that both sides were never seen the same',
    }));
}

function scopeTold(
  definitions: Sides<Definitions>,
  course: Course,
  { namespaces, skip, share }: VerifyRequest,
  scope: Scope,
) {
  const told: VerifiedScope = { namespaces, skip, leftOut: leftOut(scope, definitions) };
  if (share === undefined) return told;
  const parts = [...course.namespaces.values()].map(({ plan: { name, partitions }, results }) => {
    const compared = partitions.filter(({ index }) => scope.has(name, index) && results.has(index));
    return { name, of: partitions.length, compared };
  });
  const { positions } = course.proved ?? {};
  const names = [definitions.source, definitions.destination].flatMap((one) =>
    one.namespaces.map((each) => each.namespace),
  );
  const seen = [...new Set(names)].filter(scope.wants).toSorted();
  return { ...told, share, parts, seen, ...(positions && { positions }) };
}

/** A namespace without documents says nothing of others. */
function sampleTold(namespaces: readonly VerifiedNamespace[]): NonNullable<Verification['sample']> {
  const confidence = Math.min(1, ...namespaces.flatMap((one) => one.confidence ?? []));
  return { share: sampleGoal.share, confidence, documents: sum(namespaces, ({ compared }) => compared) };
}

/** Of several patterns one may be misspelled; that nothing at all was wanted is a verdict of its own. */
function unfitIn({ source, destination }: Sides<Definitions>, scope: Scope): NotCompared[] {
  const names = [source, destination].flatMap(({ namespaces, unread }) =>
    [...namespaces, ...unread].flatMap(({ namespace }) => namespace ?? []),
  );
  if (!names.some(scope.wants)) return [];
  const why = 'no collection and no view that was seen on either side fits it: look whether it is spelled right';
  return scope.unfit(names).map((pattern) => ({ what: `--namespace ${shown(pattern)}`, why }));
}

function unsureIn(names: readonly string[]): NotCompared[] {
  if (names.length === 0) return [];
  return [{ what: harmless(firstNames(names)), why: 'one side has it, and what the other one has could not be read' }];
}

/** How many documents are in what only one side has, as far as its server keeps count of them and its user may ask. */
async function alonePerSide({ source, destination }: Sides<Definitions>, { sides, reads, listing: { sights } }: Begun) {
  const [here, there] = [collectionsIn(source, sights.source), collectionsIn(destination, sights.destination)];
  return {
    source: await countIn(without(here, namesIn(destination)), sides.source, reads.source),
    destination: await countIn(without(there, namesIn(source)), sides.destination, reads.destination),
  };
}

function without(names: readonly string[], others: ReadonlySet<string>): string[] {
  return names.filter((name) => !others.has(name));
}

function collectionsIn({ namespaces }: Definitions, sight: Sight): string[] {
  return namespaces.filter((one) => one.type === 'collection' && mayRead(sight, one)).map(({ namespace }) => namespace);
}

function namesIn({ namespaces }: Definitions): ReadonlySet<string> {
  return new Set(namespaces.filter(({ type }) => type === 'collection').map(({ namespace }) => namespace));
}

async function countIn(names: readonly string[], side: VerifiedSide, reads: DocumentReads): Promise<number> {
  let count = 0;
  for (const name of names) {
    try {
      count += (await reads.measure(name).size()).documents;
    } catch (error) {
      if (!(error instanceof LivemigError)) throw error;
      // It may have gone since it was listed, as what only one side has often does: then it holds nothing.
      const { namespaces } = await side.definitions().catch(() => Promise.reject(error));
      if (namespaces.some(({ namespace }) => namespace === name)) throw error;
    }
  }
  return count;
}

function distinct(all: readonly NotCompared[]): NotCompared[] {
  return [...new Map(all.map((one) => [`${one.what}\n${one.why}`, one])).values()];
}
