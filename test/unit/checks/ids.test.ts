import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/checks/index.ts';
import { stages } from '../../../src/stages/index.ts';

/**
 * What each id means. The ids of a letter and two digits are rules of MongoDB's own pages, and mean the same wherever they
 * are quoted; those with LM are livemig's own, which no list of rules has. Once released an id never means another rule.
 */
const meanings: Readonly<Record<string, readonly [severity: string, words: RegExp]>> = {
  E01: ['block', /Atlas credentials.*Organization Owner/],
  E02: ['warn', /Project Owner/],
  E03: ['block', /manager's credentials.*Organization Owner/],
  E04: ['block', /organizations are connected/],
  E05: ['warn', /link-token of the organization/],
  E06: ['block', /Ops Manager is 5\.0 or newer/],
  E07: ['block', /outside addresses/],
  E08: ['block', /manager and the source version are supported/],
  E09: ['warn', /manager and the source version are not deprecated/],
  E10: ['block', /agreement/],
  E11: ['warn', /Enterprise/],
  H01: ['block', /sees the migration host/],
  H02: ['block', /agent is alive/],
  H03: ['block', /other migration/],
  H04: ['warn', /latest version/],
  H05: ['block', /system is supported/],
  H06: ['warn', /large enough/],
  H07: ['block', /lets the migration host's address in/],
  H08: ['block', /reaches every server/],
  H09: ['block', /CA file/],
  H10: ['warn', /uses TLS/],
  // No API shows the setting: what can be seen is a sign of it, which only warns.
  H11: ['block', /collects database statistics/],
  H12: ['warn', /proxy/],
  V01: ['block', /source runs a version/],
  V02: ['block', /patch releases/],
  V03: ['block', /feature compatibility version/],
  V04: ['block', /destination runs a version/],
  V05: ['block', /not older than the source/],
  V06: ['block', /major release/],
  V07: ['block', /does not upgrade its version by itself/],
  V08: ['block', /No upgrade/],
  V09: ['block', /old engine knows/],
  V10: ['warn', /orphaned documents/],
  V12: ['warn', /newer than the engine's page/],
  T01: ['block', /replica set or a sharded cluster/],
  T02: ['block', /topologies fit/],
  T03: ['block', /config servers are a replica set/],
  T04: ['block', /dedicated cluster/],
  T05: ['block', /not a Global Cluster/],
  T06: ['block', /BI Connector is off/],
  T07: ['block', /running and IDLE/],
  // The rule blocks where namespaces overlap, which is not known before Atlas validates; data alone is a warning.
  T08: ['warn', /destination is empty, or is to be cleared/],
  T09: ['warn', /as strong as/],
  T10: ['block', /room for the data/],
  T11: ['warn', /scale the destination by itself/],
  T12: ['warn', /destination's oplog/],
  T13: ['block', /Queries without an index/],
  T14: ['block', /Nobody works on the destination/],
  T15: ['block', /private endpoint/],
  T16: ['block', /VPC peering/],
  T17: ['warn', /arbiters/],
  T18: ['block', /has its primaries/],
  T19: ['warn', /majority has/],
  T20: ['block', /to a zone/],
  T21: ['warn', /snapshots/],
  T23: ['block', /of a tier/],
  T24: ['block', /database user/],
  V11: ['warn', /drivers/],
  T22: ['warn', /watches the hosts/],
  C01: ['warn', /no time series/],
  C02: ['block', /clustered.*time to live/],
  C03: ['warn', /no capped/],
  C04: ['block', /both a unique and another index/],
  C05: ['block', /63 indexes/],
  C06: ['block', /indexes of sharded.*same on every shard/],
  C07: ['block', /sharded source.*collation/],
  // It blocks for a window only.
  C08: ['block', /balancer/],
  C09: ['block', /changes the sharding/],
  C11: ['warn', /no zones/],
  C12: ['block', /Queryable Encryption/],
  C16: ['block', /geoHaystack/],
  C17: ['warn', /keys of all indexes have values of today/],
  C18: ['warn', /index key to 1024 bytes/],
  // It blocks the engine for old sources only.
  C19: ['block', /expires by an index/],
  C20: ['info', /unique or hidden/],
  C21: ['warn', /no Search indexes/],
  C22: ['warn', /stored functions.*system collections/],
  C23: ['warn', /query settings/],
  C29: ['info', /5 TB and 3 shards/],
  C30: ['warn', /UUID of a collection/],
  C31: ['warn', /follows changes of the source/],
  C32: ['warn', /names of the databases/],
  C33: ['info', /Read and write concern/],
  O06: ['block', /SCRAM-SHA-1 and with SCRAM-SHA-256/],
  O07: ['block', /log in with SCRAM/],
  O11: ['warn', /user and custom role/],
  O01: ['block', /oplog.*as long as the copy takes/],
  O02: ['warn', /oplog.*not written much faster/],
  O03: ['block', /WiredTiger/],
  O04: ['block', /source user.*roles that Atlas asks for/],
  O05: ['block', /Each shard lets the source user/],
  O08: ['warn', /every right that the engine/],
  O09: ['info', /DESTINATION_URI may read all/],
  O10: ['warn', /No server.*warned/],
  O12: ['block', /left databases on the source/],
  O13: ['warn', /profiles a database/],
  O14: ['warn', /files and connections to spare/],
  LM41: ['warn', /left databases on the destination/],
  C10: ['warn', /on several shards/],
  // Found, it blocks; a sample without it is no pass for the rest, and says so.
  C13: ['block', /begins with \$/],
  C14: ['block', /two fields of one name/],
  C15: ['warn', /Timestamp\(0, 0\)/],
  C24: ['warn', /applyOps/],
  C25: ['block', /changed definitions/],
  C26: ['warn', /index is being built/],
  C27: ['warn', /order of their `_id`/],
  C28: ['warn', /written all the time/],
  C34: ['warn', /field \$v/],
  C35: ['warn', /renamed/],
  LM33: ['warn', /answered as fast/],
  LM31: ['info', /gave a sample/],
  LM32: ['warn', /UTF-8/],
  LM01: ['warn', /reached from here/],
  LM02: ['block', /manager is what it is said to be/],
  LM03: ['block', /migration host is not one of the deployment's own servers/],
  LM04: ['block', /link-token is at hand/],
  LM05: ['block', /migration host's name means one host/],
  LM06: ['block', /destination cluster exists/],
  LM21: ['warn', /No namespace is on both sides/],
  LM07: ['info', /view reads something that exists/],
  LM08: ['warn', /Unique indexes.*format of today/],
  LM09: ['warn', /TTL is a number/],
  LM10: ['warn', /same key/],
  LM11: ['info', /more than 32 indexes/],
  LM12: ['warn', /data in admin, config or local/],
  LM13: ['warn', /index filters/],
  LM51: ['warn', /way back that live migration does not have/],
};

describe('the ids of the checks', () => {
  it('are unique', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('are all in the table, and the table holds no other', () => {
    expect(rules.map(({ id }) => id).sort()).toEqual(Object.keys(meanings).sort());
  });

  it.each(rules)('$id is the rule that the table says: $title', ({ id, title, severity }) => {
    const [expected, words] = meanings[id] ?? [];
    expect(severity).toBe(expected);
    expect(title).toMatch(words ?? /^$/);
  });

  it.each(stages)('are unique in $id', (stage) => {
    const ids = stage.checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have a form that tells ours from the rules of others', () => {
    expect(rules.filter(({ id }) => !/^([EHVTOC]|LM)\d\d$/.test(id))).toEqual([]);
  });
});
