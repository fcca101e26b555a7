import { describe, expect, it } from 'vitest';
import type { ClusterTime } from '../../../src/core/verification/side.ts';
import type { SideRead } from '../../../src/core/verification/side-read.ts';
import { readsFrom } from '../../../src/verify/fresh.ts';
import { at, replicaSet, sharded } from './sides.ts';

const secondary = (rest: Partial<SideRead> = {}) =>
  replicaSet({ ...rest, answered: { as: 'secondary', me: 'db2:27017', primary: 'db1:27017' } });

describe('every read is from', () => {
  it.each<[string, SideRead, ClusterTime | undefined, ClusterTime]>([
    [
      'the last operation of the primary',
      replicaSet({ operationTime: at(90), clusterTime: at(100) }),
      undefined,
      at(90),
    ],
    ['what a mongos has heard of', sharded({ operationTime: undefined, clusterTime: at(70) }), undefined, at(70)],
    ['now, where writes stopped earlier', replicaSet(), at(50), at(100)],
    [
      'the stop of writes, where the primary has heard of it only',
      replicaSet({ operationTime: at(90) }),
      at(95),
      at(95),
    ],
    [
      'the stop of writes, to the count within a second',
      replicaSet({ operationTime: at(95, 1) }),
      at(95, 2),
      at(95, 2),
    ],
    ['the stop of writes on a secondary that is behind', secondary({ operationTime: at(10) }), at(95), at(95)],
    ['the stop of writes on a secondary that is not', secondary(), at(95), at(95)],
  ])('%s', (_, side, notBefore, time) => {
    expect(readsFrom('the source', side, notBefore)).toEqual(time);
  });
});

describe('no read is new enough', () => {
  it.each<[string, SideRead, ClusterTime | undefined, string, RegExp, RegExp]>([
    [
      'of a secondary',
      secondary(),
      undefined,
      'NOT_PRIMARY',
      /^The source was .* db2:27017: a secondary/,
      /directConnection.*db1:27017/,
    ],
    [
      'of a server that is starting, whatever the time',
      replicaSet({ answered: { as: 'other', primary: undefined } }),
      at(1),
      'NOT_PRIMARY',
      /neither a primary nor a secondary/,
      /connect to the primary\./,
    ],
    [
      'of a standalone server',
      replicaSet({ topology: 'standalone', operationTime: undefined, clusterTime: undefined }),
      undefined,
      'NO_CLUSTER_TIME',
      /standalone server \(7\.0\.14\)/,
      /--replSet rs0.*rs\.initiate/,
    ],
    [
      'of a server without cluster times',
      replicaSet({ operationTime: undefined, clusterTime: undefined }),
      undefined,
      'NO_CLUSTER_TIME',
      /answers without a cluster time/,
      /mongos of MongoDB/,
    ],
    [
      'of a primary that has not heard of the stop of writes',
      replicaSet(),
      at(100, 2),
      'BEHIND',
      /has come to 1970-01-01T00:01:40Z, 1, .* from 1970-01-01T00:01:40Z, 2 on/,
      /connection string/,
    ],
  ])('%s', (_, side, notBefore, code, message, fix) => {
    expect(() => readsFrom('the source', side, notBefore)).toThrow(
      expect.objectContaining({
        ...{ kind: 'blocked', code },
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      }),
    );
  });
});
