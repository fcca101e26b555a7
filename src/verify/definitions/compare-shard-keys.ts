import { BsonType } from '../../core/bson/type.ts';
import type { Value } from '../../core/bson/value.ts';
import type { Definition, ShardKey } from '../../core/verification/definition.ts';
import type { Difference } from '../../core/verification/difference.ts';
import { mongoshValue } from './mongosh-value.ts';
import { inOneForm } from './same-value.ts';

export function compareShardKeys(source: Definition, destination: Definition): Difference[] {
  const [here, there] = [source.shardKey, destination.shardKey];
  if (formOf(here) === formOf(there)) return [];
  const detail = `the shard key: ${told(here)} in the source, ${told(there)} in the destination`;
  return [{ namespace: source.namespace, kind: 'shard-key', detail }];
}

/** The order of its fields counts, and the type of a direction does not. */
function formOf(shardKey: ShardKey | undefined): string {
  if (shardKey === undefined) return '';
  return `${inOneForm(asValue(shardKey.key), { isOrdered: true })} ${shardKey.unique}`;
}

function told(shardKey: ShardKey | undefined): string {
  if (shardKey === undefined) return 'none';
  const key = mongoshValue(asValue(shardKey.key)) ?? Buffer.from(shardKey.key).toString('hex');
  return shardKey.unique ? `${key}, unique` : key;
}

function asValue(document: Uint8Array): Value {
  return { type: BsonType.document, value: document };
}
