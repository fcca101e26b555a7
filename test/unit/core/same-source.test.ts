import { describe, expect, it } from 'vitest';
import type { SourceIdentity } from '../../../src/core/facts/identity.ts';
import { isOtherSource, sourceText } from '../../../src/core/same-source.ts';

const [one, two] = ['66f1c0a5e4b0a1b2c3d4e5f6', '76f1c0a5e4b0a1b2c3d4e5f7'];

describe('two deployments', () => {
  it.each<[string, SourceIdentity, SourceIdentity, boolean]>([
    ['are two by their ids, whatever they are called', { id: one, hosts: ['a:1'] }, { id: two, hosts: ['a:1'] }, true],
    ['are one by their ids, wherever they have moved', { id: one, hosts: ['a:1'] }, { id: one, hosts: ['b:1'] }, false],
    ['are one by a host in common', { id: one, hosts: ['a:1', 'b:1'] }, { hosts: ['b:1', 'c:1'] }, false],
    ['are two without one', { setName: 'rs0', hosts: ['a:1'] }, { setName: 'rs0', hosts: ['a:2'] }, true],
    [
      'are two by their names, where hosts are not told',
      { setName: 'rs0', hosts: [] },
      { setName: 'rs1', hosts: ['a:1'] },
      true,
    ],
    ['are not certainly two where nothing is told', { hosts: [] }, { setName: 'rs1', hosts: [] }, false],
  ])('%s', (_, here, there, isOther) => {
    expect([isOtherSource(here, there), isOtherSource(there, here)]).toEqual([isOther, isOther]);
  });

  it.each<[SourceIdentity, string]>([
    [{ setName: 'rs0', hosts: ['a:1', 'b:1', 'c:1'] }, 'rs0 (a:1 and 2 more)'],
    [{ hosts: ['a:1'] }, 'a:1'],
    [{ setName: 'rs0', hosts: [] }, 'rs0'],
    [{ hosts: [] }, 'a deployment without a name'],
  ])('%j is called %s', (identity, text) => {
    expect(sourceText(identity)).toBe(text);
  });
});
