import { describe, expect, it } from 'vitest';
import { ProvedSide } from '../../../src/core/verification/side.ts';
import { proveSides } from '../../../src/verify/prove-sides.ts';
import { at, replicaSet, sharded } from './sides.ts';

const [a, b] = ['66f1c0a5e4b0a1b2c3d4e5f6', '76f1c0a5e4b0a1b2c3d4e5f7'];
const source = replicaSet({ identity: { id: a } });
const destination = replicaSet({ identity: { id: b }, operationTime: at(200), clusterTime: at(200) });

const other = sharded({ identity: { hosts: [] } });
const named = (processId: string) => replicaSet({ identity: { id: a, processId } });

describe('proving two sides', () => {
  it('says of each which one it is and from when its reads are, each in its own time', () => {
    const proof = proveSides({ source, destination }, { destination: at(150) });
    expect(proof).toEqual({
      source: { identity: { topology: 'replica-set', ...source.identity }, clusterTime: at(100), unseen: [] },
      destination: { identity: { topology: 'replica-set', ...destination.identity }, clusterTime: at(200), unseen: [] },
      notCompared: [],
    });
    expect(ProvedSide.parse(proof.source)).toEqual(proof.source);
  });

  it.each([
    [
      'by id',
      replicaSet({ identity: { id: a, hosts: ['x:1'] } }),
      /replica set is 66f/,
      /leads to the wrong deployment\.$/,
    ],
    [
      'by names',
      replicaSet({ answered: { as: 'secondary' } }),
      /both name db1/,
      /grant clusterMonitor on admin to both users/,
    ],
  ])('refuses one deployment %s, before anything else that is wrong with it', (_, other, message, fix) => {
    expect(() => proveSides({ source, destination: other })).toThrow(
      expect.objectContaining({
        ...{ kind: 'blocked', code: 'SAME_DEPLOYMENT' },
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      }),
    );
  });

  it.each(['source', 'destination'] as const)('says that it is the %s that may be behind', (side) => {
    const late = replicaSet({ identity: { id: '0', setName: 'late' }, answered: { as: 'secondary' } });
    expect(() => proveSides({ source, destination, [side]: late })).toThrow(
      expect.objectContaining({ code: 'NOT_PRIMARY', message: expect.stringContaining(`The ${side} `) }),
    );
  });

  it('says of a sharded cluster that it is one', () => {
    expect(
      proveSides({ source, destination: sharded({ identity: { hosts: ['y:1'] } }) }).destination.identity.topology,
    ).toBe('sharded');
  });

  it('has everything that is not compared in one list, of both sides', () => {
    const hidden = { isListWhole: false };
    const whats = proveSides({ source: { ...source, ...hidden }, destination: { ...destination, ...hidden } });
    expect(whats.notCompared).toEqual([...whats.source.unseen, ...whats.destination.unseen]);
    expect(whats.notCompared.map(({ what }) => what)).toEqual([
      'databases of the source on which its user has no right',
      'databases of the destination on which its user has no right',
    ]);
  });

  it.each([
    ['two mongos', sharded({ identity: { hosts: [] } }), other, /hidden from their users; grant .* both users$/],
    ['copies of one set', named(a), named(b), /without its database local$/],
    ['a set and a mongos', source, other, /both users, and find on admin\.system\.version to that of the replica set$/],
  ])('says of %s that they were not told apart, and what it takes', (_, one, another, why) => {
    expect(proveSides({ source: one, destination: another }).notCompared).toEqual([
      { what: 'whether source and destination are two deployments', why: expect.stringMatching(why) },
    ]);
  });
});
