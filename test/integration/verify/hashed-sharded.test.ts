import { Int32 } from 'mongodb';
import { expect, it } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { judgeProbes } from '../../../src/verify/hashed/judge-probes.ts';
import { comparedByHashes } from '../../support/compared-by-hashes.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { foundByBytes } from './found-by-bytes.ts';

const servers = twoDeployments({ topology: { shards: 2 } });
const all = { namespace: 'd.c', partition: { index: 0, order: 'id' } } as const;
const documents = Array.from({ length: 20 }, (_, at) => ({ _id: new Int32(at), k: new Int32(at) }));

function side(name: 'source' | 'destination') {
  return hashedSide(servers[name].asking(), 's');
}

async function spread(): Promise<void> {
  const { client, fill } = servers.source;
  await fill(documents);
  await client.db('d').collection('c').createIndex({ k: 1 });
  await client.db('admin').command({ shardCollection: 'd.c', key: { k: 1 } });
}

it('shards and a replica set hash alike, and have the same sums', async () => {
  await spread();
  await servers.destination.fill(documents);
  const [here, there] = [await side('source').probe('d.c'), await side('destination').probe('d.c')];
  expect(judgeProbes(here, there)).toBeUndefined();
  const sides = { source: side('source'), destination: side('destination'), documents: foundByBytes(servers) };
  expect(await comparedByHashes(sides, all)).toMatchObject({ read: 'none', digests: { source: { count: 20n } } });
});
