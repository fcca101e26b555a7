import { expect, it } from 'vitest';
import { besideThis } from '../../../../src/core/cleanup/beside.ts';
import type { NearbyMigration } from '../../../../src/core/ports.ts';

it.each<[string, Partial<NearbyMigration>, boolean]>([
  ['names the host', { migrationHost: 'mig01.corp.example' }, true],
  ['names it in another way', { migrationHost: 'MIG01' }, true],
  ['names another host', { migrationHost: 'mig02.corp.example', migrationHostIp: '203.0.113.9' }, false],
  ['names another host at its address', { migrationHost: 'gate', migrationHostIp: '203.0.113.25' }, true],
  ['names another host at an address that it had before', { migrationHostIp: '203.0.113.1' }, true],
  ['names it and is COMPLETE', { migrationHost: 'mig01.corp.example', isComplete: true }, false],
  ['names none yet', {}, false],
])('a migration nearby that %s: %j, shared %j', (_, other, isSharing) => {
  const nearby = [{ path: '../other/.livemig', isCreated: true, isAbove: false, ...other }];
  expect(besideThis(nearby, 'mig01.corp.example', ['203.0.113.25', '203.0.113.1'])).toEqual({
    sharing: isSharing ? ['../other/.livemig'] : [],
    looked: 1,
  });
});
