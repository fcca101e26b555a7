import { describe, expect, it } from 'vitest';
import type { Privilege, Resource } from '../../../src/core/facts/health.ts';
import { allows, type Target } from '../../../src/core/privileges.ts';

const orders = { db: 'shop', collection: 'orders' };
const anyOfShop = { db: 'shop', collection: '' };

describe('a privilege', () => {
  it.each<[Resource, Target, boolean]>([
    [{ anyResource: true }, orders, true],
    [{ anyResource: true }, 'cluster', true],
    [{ anyResource: true }, { db: 'local', collection: 'oplog.rs' }, true],
    [{ cluster: true }, 'cluster', true],
    [{ cluster: true }, orders, false],
    [{ db: '', collection: '' }, orders, true],
    [{ db: '', collection: '' }, anyOfShop, true],
    [{ db: '', collection: '' }, 'any', true],
    [{ db: '', collection: '' }, 'cluster', false],
    [{ db: '', collection: '' }, { db: 'config', collection: 'collections' }, false],
    [{ db: '', collection: '' }, { db: 'shop', collection: 'system.js' }, false],
    [{ db: 'shop', collection: '' }, orders, true],
    [{ db: 'shop', collection: '' }, anyOfShop, true],
    [{ db: 'shop', collection: '' }, { db: 'hr', collection: 'orders' }, false],
    [{ db: 'shop', collection: '' }, 'any', false],
    [{ db: 'shop', collection: 'orders' }, orders, true],
    [{ db: 'shop', collection: 'orders' }, { db: 'shop', collection: 'goods' }, false],
    [{ db: 'shop', collection: 'orders' }, anyOfShop, false],
    [{ db: '', collection: 'orders' }, orders, true],
    [{ db: '', collection: 'orders' }, { db: 'shop', collection: 'goods' }, false],
    [{ db: '', collection: 'orders' }, anyOfShop, false],
    [{ db: 'config', collection: '' }, { db: 'config', collection: 'collections' }, true],
  ])('on %j is one on %j: %s', (resource, on, is) => {
    const privileges: Privilege[] = [{ resource, actions: ['find'] }];
    expect(allows(privileges, 'find', on)).toBe(is);
    expect(allows(privileges, 'listIndexes', on)).toBe(false);
  });

  it('for any action is one for each', () => {
    expect(allows([{ resource: anyOfShop, actions: ['anyAction'] }], 'find', orders)).toBe(true);
  });
});
