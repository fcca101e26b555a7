import type { VerifyRequest } from '../core/verification/request.ts';
import { scopeOf } from '../core/verification/scope.ts';
import { sightOf } from '../core/verification/sight.ts';
import type { NotCompared, Verification } from '../core/verification/verification.ts';
import type { VerifiedSide } from '../core/verification/verified-side.ts';
import { commonNamespaces } from './common-namespaces.ts';
import { type ComparedDocuments, compareDocuments } from './compare-documents.ts';
import { levelOf } from './levels/level-of.ts';
import { type NotBefore, ofBoth, proveSides, type Sides } from './prove-sides.ts';
import { resultOf } from './result-of.ts';
import { takeUp } from './take-up.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** Namespaces may come while others are compared; whoever makes one after the other is not waited for. */
const mostPasses = 3;

/**
 * Compares two deployments as somebody wants: definitions as raw BSON, and documents as the level does it, after both
 * sides were proved. What could not be seen is named, and then nothing is called identical. Namespaces are listed again at
 * the end, because one that only then is on both sides has never been looked at (domain notes 7.3, 1).
 *
 * @param notBefore what the reads have to contain, such as the last write before writes stopped
 */
export async function verifyDeployments(
  sides: Sides<VerifiedSide>,
  request: VerifyRequest,
  ports: VerifyPorts,
  notBefore: NotBefore = {},
): Promise<Verification> {
  const startedAt = ports.now();
  const scope = scopeOf(request);
  const seen = await ofBoth(sides, (side) => side.read());
  const proof = proveSides(seen, notBefore, scope);
  const sights = [sightOf(seen.source.login), sightOf(seen.destination.login)];
  const positions = await ofBoth(sides, (side) => side.position());
  const taken = await takeUp(ports.journal, proof, positions, startedAt.toISOString());
  const times = { source: proof.source.clusterTime, destination: proof.destination.clusterTime };
  const reads = {
    source: sides.source.documentsSince(times.source),
    destination: sides.destination.documentsSince(times.destination),
  };
  const listed = async () => {
    const definitions = await ofBoth(sides, (side) => side.definitions());
    return { definitions, common: commonNamespaces(definitions, sights).filter(({ name }) => scope.wants(name)) };
  };
  let { definitions, common } = await listed();
  const collections = common.filter(({ type }) => type === 'collection').map(({ name }) => name);
  const compare = await levelOf(request.level, reads, collections, ports.salt);
  const isGone = async (namespace: string) => {
    const { source, destination } = await ofBoth(sides, (side) => side.definitions());
    return [source, destination].some(({ namespaces }) => namespaces.every((one) => one.namespace !== namespace));
  };
  const notCompared: NotCompared[] = [...proof.notCompared];
  const looked = new Set<string>();
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    const open = common.filter(({ name }) => !looked.has(name));
    if (open.length === 0) break;
    for (const { name } of open) looked.add(name);
    const now = await ofBoth(sides, (side) => side.now());
    const job = { reads, request, scope, taken, compare, times, now, isGone, ports };
    const { notCompared: unpaired, gone }: ComparedDocuments = await compareDocuments(open, job);
    notCompared.push(...unpaired);
    // Should it come again, it has not been looked at.
    for (const name of gone) looked.delete(name);
    ({ definitions, common } = await listed());
  }
  const late = common.filter(({ name }) => !looked.has(name)).map(({ name }) => name);
  const beside = await sides.source.beside();
  const found = { definitions, common, late, notCompared, beside, sights, course: taken.course };
  const { result, ofDefinitions } = await resultOf(found, { proof, request, scope, reads, startedAt, ports });
  const spool = ports.journal.spool();
  for (const difference of ofDefinitions) spool.add(difference);
  await taken.note({ kind: 'ended', at: result.endedAt, how: 'done', result }, spool);
  return result;
}
