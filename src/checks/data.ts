import { collectionChecks } from './collections.ts';
import { indexChecks } from './indexes.ts';
import { keptByServerChecks } from './kept-by-server.ts';
import { shardingChecks } from './sharding.ts';

/** Rules C: what the source holds. */
export const dataChecks = [...collectionChecks, ...indexChecks, ...shardingChecks, ...keptByServerChecks];
