import { describe, expect, it } from 'vitest';
import { parseSharding } from '../../../src/stages/start/sharding.ts';

const yaml = `
createSupportingIndexes: true
shardingEntries:
  - database: shop
    collection: orders
    shardCollection:
      key: [{ customer: 1 }, { _id: hashed }]
`;

describe('parseSharding', () => {
  it('reads YAML and JSON alike', () => {
    const sharding = parseSharding(yaml, 'sharding.yaml');
    expect(sharding.shardingEntries[0]?.shardCollection.key).toEqual([{ customer: 1 }, { _id: 'hashed' }]);
    expect(parseSharding(JSON.stringify(sharding), 'sharding.json')).toEqual(sharding);
  });

  it.each([
    ['', 'the file'],
    ['[1, 2', 'sharding.yaml'],
    ['createSupportingIndexes: yes please\nshardingEntries: []', 'createSupportingIndexes'],
    [yaml.replace('customer: 1', 'customer: 2'), 'shardingEntries.0.shardCollection.key'],
    [yaml.replace('collection: orders', 'colection: orders'), 'colection'],
  ])('refuses %j and names the fault', (text, named) => {
    expect(() => parseSharding(text, 'sharding.yaml')).toThrow(named);
  });
});
