import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import type { Work } from '../core/step.ts';
import type { Definition, Definitions } from '../core/verification/definition.ts';
import { Difference } from '../core/verification/difference.ts';
import { NamespacePlan, PartitionResult } from '../core/verification/partition.ts';
import { type Sight, sightOf } from '../core/verification/sight.ts';
import { verdictOf } from '../core/verification/verdict.ts';
import type { NotCompared, Verification } from '../core/verification/verification.ts';
import type { DocumentReads, VerifiedSide } from '../core/verification/verified-side.ts';
import { doesNotCover } from './coverage.ts';
import { compareDefinitions } from './definitions/compare-definitions.ts';
import type { NamespaceWork } from './documents/namespace-work.ts';
import { planPartitions } from './documents/plan-partitions.ts';
import { totalOf, verifyNamespace } from './documents/verify-namespace.ts';
import { ownDeletionsOf } from './own-deletions.ts';
import { type NotBefore, proveSides, type Sides } from './prove-sides.ts';
import { mostListed, tally } from './tally.ts';

/** What verifying takes beside the two deployments. */
export interface VerifyPorts {
  readonly work: Work;
  /** An `_id` for people and scripts. */
  readonly idText: NamespaceWork['idText'];
  /** Lets the time pass that a write may take to arrive. */
  readonly pause: () => Promise<void>;
  readonly now: () => Date;
}

/** How far the documents of a namespace have come. */
const Part = z.object({
  plan: NamespacePlan,
  results: z.array(PartitionResult),
  /** The first of them. */
  differences: z.array(Difference),
});
type Part = z.infer<typeof Part>;

/** Holds as long as nobody has written to either side since it was begun. */
const VerificationCheckpoint = z.object({
  positions: z.object({ source: z.string(), destination: z.string() }),
  parts: z.array(Part),
});

/** Namespaces may come while others are compared; whoever makes one after the other is not waited for. */
const mostPasses = 3;

/**
 * Compares two deployments at level `full`: definitions as raw BSON, and every document byte for byte, after both sides
 * were proved. What could not be seen is named, and then nothing is called identical. Namespaces are listed again at the
 * end, because one that only then is on both sides has never been looked at (domain notes 7.3, 1).
 *
 * It goes on from a verification that was cut off only where nobody has written to either side since that one began.
 *
 * @param notBefore what the reads have to contain, such as the last write before writes stopped
 */
export async function verifyDeployments(
  sides: Sides<VerifiedSide>,
  ports: VerifyPorts,
  notBefore: NotBefore = {},
): Promise<Verification> {
  const startedAt = ports.now();
  const seen = await ofBoth(sides, (side) => side.read());
  const proof = proveSides(seen, notBefore);
  const sights = [sightOf(seen.source.login), sightOf(seen.destination.login)];
  const course = await begin(sides, ports.work);
  const reads = {
    source: sides.source.documentsSince(proof.source.clusterTime),
    destination: sides.destination.documentsSince(proof.destination.clusterTime),
  };
  const notCompared: NotCompared[] = [...proof.notCompared];
  const looked = new Set<string>();
  let definitions = await ofBoth(sides, (side) => side.definitions());
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    const open = onBoth(definitions, sights).filter(({ name }) => !looked.has(name));
    if (open.length === 0) break;
    for (const { name } of open) looked.add(name);
    const { notCompared: unpaired, gone } = await verifyEach(open, { sides, reads, course, ports });
    notCompared.push(...unpaired);
    // Should it come again, it has not been looked at.
    for (const name of gone) looked.delete(name);
    definitions = await ofBoth(sides, (side) => side.definitions());
  }
  const late = onBoth(definitions, sights).filter(({ name }) => !looked.has(name));
  const compared = compareDefinitions(definitions.source, definitions.destination, { synchronizing: false });
  const perNamespace = course.parts().map(({ plan, results }) => totalOf(plan.name, results));
  const alone = await alonePerSide(definitions, reads);
  const tallied = tally(
    [...compared.differences, ...late.map(({ name }) => appeared(name))],
    perNamespace,
    course.parts().flatMap(({ differences }) => differences),
  );
  const documents = {
    source: sum(perNamespace, ({ source }) => source) + alone.source,
    destination: sum(perNamespace, ({ destination }) => destination) + alone.destination,
  };
  // The proof has named the databases that a user may not list, with the right that it takes.
  const news = compared.notCompared.filter(({ what }) => sights.every((sight) => sight.lists(what)));
  const unseen = distinct([...notCompared, ...news]);
  const { namespaces, indexes } = compared;
  const verdict = verdictOf({ ...tallied, namespaces, documents, notCompared: unseen });
  return {
    ...{ verdict, identical: verdict === 'identical', level: 'full' },
    ...{ startedAt: startedAt.toISOString(), endedAt: ports.now().toISOString() },
    ...{ source: proof.source, destination: proof.destination, namespaces, indexes, documents, perNamespace },
    ...tallied,
    notCompared: unseen,
    doesNotCover: doesNotCover('full', await sides.source.beside()),
  };
}

/** A namespace that both sides have. */
interface Common extends Sides<Definition> {
  readonly name: string;
}

/** Those that both sides have as the same type, and whose documents both users may read. */
function onBoth(definitions: Sides<Definitions>, sights: readonly Sight[]): Common[] {
  const there = new Map(definitions.destination.namespaces.map((one) => [one.namespace, one]));
  return definitions.source.namespaces.flatMap((source) => {
    const { namespace: name, type } = source;
    const destination = there.get(name);
    if (destination === undefined || destination.type !== type) return [];
    const dot = name.indexOf('.');
    const mayAll = sights.every(
      (sight) => sight.lacks(name.slice(0, dot), { name: name.slice(dot + 1), type }).length === 0,
    );
    return mayAll ? [{ name, source, destination }] : [];
  });
}

interface Course {
  /** Of this namespace, if another run has come some way with it. */
  earlier(name: string): Part | undefined;
  keep(part: Part): Promise<void>;
  /** What was found of it says nothing any more. */
  drop(name: string): void;
  parts(): readonly Part[];
}

/** What holds of an earlier verification, and keeping what will hold of this one: nothing, where changes cannot be seen. */
async function begin(sides: Sides<VerifiedSide>, work: Work): Promise<Course> {
  const kept = await work.resumeFrom(VerificationCheckpoint);
  // Before anything is read: what is written from now on shows in them.
  const { source, destination } = await ofBoth(sides, (side) => side.position());
  const isSame = kept?.positions.source === source && kept?.positions.destination === destination;
  const before = new Map(isSame ? kept?.parts.map((part) => [part.plan.name, part]) : []);
  const parts = new Map<string, Part>();
  return {
    earlier: (name) => before.get(name),
    async keep(part) {
      parts.set(part.plan.name, part);
      if (source === undefined || destination === undefined) return;
      await work.checkpoint({ positions: { source, destination }, parts: [...parts.values()] });
    },
    drop: (name) => void parts.delete(name),
    parts: () => [...parts.values()],
  };
}

interface Verifying {
  readonly sides: Sides<VerifiedSide>;
  readonly reads: Sides<DocumentReads>;
  readonly course: Course;
  readonly ports: VerifyPorts;
}

interface Looked {
  /** What has no documents that can be compared. */
  readonly notCompared: readonly NotCompared[];
  /** What a side had no more. */
  readonly gone: readonly string[];
}

/** Compares the documents of each. */
async function verifyEach(open: readonly Common[], verifying: Verifying): Promise<Looked> {
  const { reads, course, ports } = verifying;
  const gone: string[] = [];
  const unlessGone = async <Done>(name: string, work: () => Promise<Done>) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LivemigError) || !(await isGone(name, verifying.sides))) throw error;
      course.drop(name);
      gone.push(name);
      return undefined;
    }
  };
  const planned: { readonly common: Common; readonly part: Part }[] = [];
  const notCompared: NotCompared[] = [];
  for (const common of open) {
    const earlier = course.earlier(common.name);
    const measures = {
      source: reads.source.measure(common.name),
      destination: reads.destination.measure(common.name),
    };
    const capped = [common.source, common.destination].some((one) => ownDeletionsOf(one).capped !== undefined);
    const shape = { type: typeOf(common), capped };
    const plan = earlier ?? (await unlessGone(common.name, () => planPartitions(common.name, shape, measures)));
    if (plan === undefined) continue;
    if ('plan' in plan)
      planned.push({ common, part: 'results' in plan ? plan : { plan: plan.plan, results: [], differences: [] } });
    else if (plan.kind === 'not-compared') notCompared.push(plan.notCompared);
  }
  const tell = reporting(
    planned.map(({ part }) => part),
    ports.work,
  );
  for (const { common, part } of planned)
    await unlessGone(common.name, () => verifyDocuments(common, part, verifying, tell));
  return { notCompared, gone };
}

/** Whether a side has it no more: comparing the definitions then says so. */
async function isGone(name: string, sides: Sides<VerifiedSide>): Promise<boolean> {
  const { source, destination } = await ofBoth(sides, (side) => side.definitions());
  return [source, destination].some(({ namespaces }) => namespaces.every(({ namespace }) => namespace !== name));
}

function typeOf({ source: { type } }: Common): 'collection' | 'view' | 'timeseries' {
  return type === 'view' || type === 'timeseries' ? type : 'collection';
}

async function verifyDocuments(common: Common, part: Part, { sides, reads, course, ports }: Verifying, tell: Telling) {
  const { name } = common;
  const [here, there] = [ownDeletionsOf(common.source), ownDeletionsOf(common.destination)];
  const now = await ofBoth(sides, (side) => side.now());
  const isCapped = here.capped !== undefined && there.capped !== undefined;
  /** Of the partition that is being read: one that is cut off is read again. */
  let found: Difference[] = [];
  const work: NamespaceWork = {
    name,
    sides: { source: reads.source.documents(name), destination: reads.destination.documents(name) },
    idText: ports.idText,
    expiry: {
      source: { rules: here.rules, now: now.source },
      destination: { rules: there.rules, now: now.destination },
    },
    ...(isCapped && { capped: { source: here.capped, destination: there.capped } }),
    pause: ports.pause,
    difference: (difference) => {
      if (found.length < mostListed && difference.expected === undefined) found.push(difference);
    },
  };
  let current = part;
  await course.keep(current);
  for await (const event of verifyNamespace(work, part.plan, part.results)) {
    if (event.kind === 'read') tell(name, event.documents);
    else {
      const differences = [...current.differences, ...found].slice(0, mostListed);
      current = { ...current, results: [...current.results, event.result], differences };
      found = [];
      await course.keep(current);
    }
  }
}

type Telling = (namespace: string, documents: number) => void;

/** Tells how many documents have been compared, of about how many: pairs, so half of what is read. */
function reporting(parts: readonly Part[], work: Work): Telling {
  const total = sum(parts, ({ plan }) => plan.estimate.documents) / 2;
  let done = sum(parts, ({ results }) => sum(results, ({ source, destination }) => source + destination)) / 2;
  return (namespace, documents) => {
    done += documents / 2;
    const [pairs, all] = [Math.round(done), Math.round(Math.max(done, total))];
    work.report({ done: pairs, total: all, unit: 'documents', detail: `comparing ${harmless(namespace)}` });
  };
}

function appeared(namespace: string): Difference {
  return { namespace, kind: 'missing-namespace', detail: 'appeared while the comparison was running' };
}

/** How many documents are in what only one side has, as far as its server keeps count of them. */
async function alonePerSide(definitions: Sides<Definitions>, reads: Sides<DocumentReads>): Promise<Sides<number>> {
  const names = { source: namesIn(definitions.source), destination: namesIn(definitions.destination) };
  return {
    source: await countIn(
      names.source.filter((name) => !names.destination.includes(name)),
      reads.source,
    ),
    destination: await countIn(
      names.destination.filter((name) => !names.source.includes(name)),
      reads.destination,
    ),
  };
}

function namesIn({ namespaces }: Definitions): string[] {
  return namespaces.filter(({ type }) => type === 'collection').map(({ namespace }) => namespace);
}

async function countIn(names: readonly string[], reads: DocumentReads): Promise<number> {
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

async function ofBoth<Seen>(
  sides: Sides<VerifiedSide>,
  look: (side: VerifiedSide) => Promise<Seen>,
): Promise<Sides<Seen>> {
  const [source, destination] = await Promise.all([look(sides.source), look(sides.destination)]);
  return { source, destination };
}
