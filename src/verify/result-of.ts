import type { Beside } from '../core/verification/beside.ts';
import type { Course } from '../core/verification/course.ts';
import type { Definitions } from '../core/verification/definition.ts';
import type { Difference } from '../core/verification/difference.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { Sight } from '../core/verification/sight.ts';
import { verdictOf } from '../core/verification/verdict.ts';
import type { NotCompared, Verification, VerifiedNamespace, VerifiedScope } from '../core/verification/verification.ts';
import type { DocumentReads } from '../core/verification/verified-side.ts';
import { type Common, leftOut, within } from './common-namespaces.ts';
import { countsThatDiffer } from './counts-that-differ.ts';
import { doesNotCover } from './coverage.ts';
import { compareDefinitions } from './definitions/compare-definitions.ts';
import { totalOf } from './documents/total-of.ts';
import type { Proof, Sides } from './prove-sides.ts';
import { sampleGoal } from './sample-size.ts';
import { tally } from './tally.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** What a verification has come to, before it is put together. */
export interface Found {
  /** As they are at the end. */
  readonly definitions: Sides<Definitions>;
  readonly common: readonly Common[];
  /** On both sides only at the end, and never looked at. */
  readonly late: readonly string[];
  readonly notCompared: readonly NotCompared[];
  readonly beside: Beside;
  readonly sights: readonly Sight[];
  readonly course: Course;
}

export interface Bounds {
  readonly proof: Proof;
  readonly request: VerifyRequest;
  readonly scope: Scope;
  readonly reads: Sides<DocumentReads>;
  readonly startedAt: Date;
  readonly ports: Pick<VerifyPorts, 'now'>;
}

/** The result of a verification, and all differences that are not of documents. */
export async function resultOf(
  found: Found,
  { proof, request, scope, reads, startedAt, ports }: Bounds,
): Promise<{ readonly result: Verification; readonly ofDefinitions: readonly Difference[] }> {
  const { course, sights } = found;
  const { level } = request;
  const source = within(scope, found.definitions.source);
  const destination = within(scope, found.definitions.destination);
  const compared = compareDefinitions(source, destination, { synchronizing: false });
  const perNamespace = [...course.namespaces.values()]
    .filter(({ plan }) => plan.partitions.some(({ index }) => scope.has(plan.name, index)))
    .map(({ plan, results }) => totalOf(plan.name, [...results.values()]));
  const byName = new Map(found.common.map((one) => [one.name, one]));
  const counted = perNamespace.flatMap((one) => {
    const common = byName.get(one.name);
    return (common && countsThatDiffer(level, common, one)) ?? [];
  });
  const ofDefinitions = [
    ...compared.differences,
    ...found.late.map(appeared),
    ...counted.flatMap((one) => ('difference' in one ? [one.difference] : [])),
  ];
  const ofDocuments = [...course.namespaces.values()].flatMap(({ differences }) => differences);
  const tallied = tally(ofDefinitions, perNamespace, ofDocuments, request.reportRows);
  const alone = await alonePerSide({ source, destination }, reads);
  const documents = {
    source: sum(perNamespace, (one) => one.source) + alone.source,
    destination: sum(perNamespace, (one) => one.destination) + alone.destination,
  };
  // The proof has named the databases that a user may not list, with the right that it takes.
  const news = compared.notCompared.filter(({ what }) => sights.every((sight) => sight.lists(what)));
  const uncounted = counted.flatMap((one) => ('notCompared' in one ? [one.notCompared] : []));
  const notCompared = distinct([...found.notCompared, ...news, ...uncounted]);
  const { namespaces, indexes } = compared;
  const verdict = verdictOf({ ...tallied, namespaces, documents, notCompared });
  const result: Verification = {
    ...{ verdict, identical: verdict === 'identical', level },
    ...(scope.isPart ? { scope: scopeTold(found, request, scope) } : {}),
    ...{ startedAt: startedAt.toISOString(), endedAt: ports.now().toISOString() },
    ...{ source: proof.source, destination: proof.destination, namespaces, indexes, documents, perNamespace },
    ...(level === 'sample' ? { sample: sampleTold(perNamespace) } : {}),
    ...tallied,
    notCompared,
    doesNotCover: doesNotCover(level, found.beside),
  };
  return { result, ofDefinitions };
}

function scopeTold({ definitions, course }: Found, { namespaces, skip, share }: VerifyRequest, scope: Scope) {
  const told: VerifiedScope = { namespaces, skip, leftOut: leftOut(scope, definitions) };
  if (share === undefined) return told;
  const parts = [...course.namespaces.values()].map(({ plan: { name, partitions } }) => {
    return { name, of: partitions.length, compared: partitions.filter(({ index }) => scope.has(name, index)) };
  });
  return { ...told, share, parts };
}

/** A namespace without documents says nothing of others. */
function sampleTold(namespaces: readonly VerifiedNamespace[]): NonNullable<Verification['sample']> {
  const confidence = Math.min(1, ...namespaces.flatMap((one) => one.confidence ?? []));
  return { share: sampleGoal.share, confidence, documents: sum(namespaces, ({ compared }) => compared) };
}

function appeared(namespace: string): Difference {
  return { namespace, kind: 'missing-namespace', detail: 'appeared while the comparison was running' };
}

/** How many documents are in what only one side has, as far as its server keeps count of them. */
async function alonePerSide({ source, destination }: Sides<Definitions>, reads: Sides<DocumentReads>) {
  const [here, there] = [collectionsIn(source), collectionsIn(destination)];
  return {
    source: await countIn(without(here, there), reads.source),
    destination: await countIn(without(there, here), reads.destination),
  };
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !others.has(name));
}

function collectionsIn({ namespaces }: Definitions): Set<string> {
  return new Set(namespaces.filter(({ type }) => type === 'collection').map(({ namespace }) => namespace));
}

async function countIn(names: Iterable<string>, reads: DocumentReads): Promise<number> {
  let count = 0;
  for (const name of names) count += (await reads.measure(name).size()).documents;
  return count;
}

function distinct(all: readonly NotCompared[]): NotCompared[] {
  return [...new Map(all.map((one) => [`${one.what}\n${one.why}`, one])).values()];
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
