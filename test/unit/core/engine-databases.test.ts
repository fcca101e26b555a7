import { expect, it } from 'vitest';
import { isEngineDatabase, isUserDatabase } from '../../../src/core/engine-databases.ts';

it.each([
  '__mdb_internal_mongosync',
  '__mdb_internal_mongosync_verifier_src',
  '__mdb_internal_mongosync_verifier_dst',
  'mongosync_reserved_for_internal_use',
  'mongosync_internal_a',
  'mongosync_reserved_for_verification_src_metadata',
  '__mdb_internal_migration_verifier',
])('%s is of an engine', (name) => {
  expect(isEngineDatabase(name)).toBe(true);
  expect(isUserDatabase(name)).toBe(false);
});

it.each([
  'mongosync_reports',
  'mongosync',
  'my_mongosync_internal_a',
  'mongosync_reserved_for_internal_users',
  '__mdb_internal_other',
  '__mdb_internal_mongosync_of_us',
])('%s holds data of users, however alike its name', (name) => {
  expect(isEngineDatabase(name)).toBe(false);
  expect(isUserDatabase(name)).toBe(true);
});

it.each(['admin', 'config', 'local'])('%s is of the servers', (name) => {
  expect(isEngineDatabase(name)).toBe(false);
  expect(isUserDatabase(name)).toBe(false);
});
