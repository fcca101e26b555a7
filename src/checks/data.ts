import { collectionChecks } from './collections.ts';
import { indexChecks } from './indexes.ts';
import { shardingChecks } from './sharding.ts';

/** Rules C: what the source holds. */
export const dataChecks = [...collectionChecks, ...indexChecks, ...shardingChecks];
