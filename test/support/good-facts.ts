import type { FactValues } from '../../src/core/facts.ts';
import { data } from './good/data.ts';
import { destination } from './good/destination.ts';
import { entitlement } from './good/entitlement.ts';
import { health } from './good/health.ts';
import { host } from './good/host.ts';
import { identity } from './good/identity.ts';
import { sample } from './good/sample.ts';
import { source } from './good/source.ts';
import { arrival, topology } from './good/topology.ts';
import { users } from './good/users.ts';
import { watch } from './good/watch.ts';

/** A migration to which nobody has any objection. */
export const good: FactValues = {
  ...entitlement,
  ...destination,
  ...source,
  ...host,
  ...identity,
  ...data,
  ...topology,
  ...users,
  ...arrival,
  ...health,
  ...sample,
  ...watch,
};
