import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import type { CleanupFacts, CleanupSide } from '../../../../src/core/cleanup/cleanup-facts.ts';
import type { CleanupItem } from '../../../../src/core/cleanup/cleanup-plan.ts';
import { cleanupLines } from '../../../../src/core/cleanup/cleanup-text.ts';
import {
  type CleanupChoice,
  missed,
  planCleanup,
  removals,
  staysNow,
} from '../../../../src/core/cleanup/plan-cleanup.ts';

const at = '2026-05-01T10:00:00.000Z';
const address = '203.0.113.10';
const comment = 'livemig: migration host mig01';

const clean: CleanupSide = {
  writes: known({ state: 'free' }),
  balancer: known('none'),
  databases: known([]),
  indexes: known([]),
};

const facts: CleanupFacts = {
  ended: 'complete',
  cutoverRequested: true,
  made: { entries: [{ address, addedAt: at }], keys: [{ keyId: 'k1', at }], connectedAt: at, linkGoneAt: {} },
  names: {
    ...{ cluster: 'Billing0', atlasOrg: 'Acme', atlasProject: 'billing', sourceOrg: 'Acme CM' },
    ...{ sourceProject: 'billing-old', host: 'mig01' },
  },
  pages: { accessList: 'Network Access', cluster: 'Clusters', link: 'Live Migration', agents: 'Agents' },
  beside: { sharing: [], looked: 0 },
  entries: known([{ entry: address, comment }]),
  keys: known([{ id: 'k1', desc: 'livemig mig01' }]),
  keyDesc: 'livemig mig01',
  agent: known(undefined),
  isLinkOurs: true,
  atlasLink: known(true),
  managerLink: known(true),
  keptSecrets: [],
  source: clean,
  destination: clean,
  settings: known({ compute: true, disk: false, oplogSizeMB: 2048, oplogMinRetentionHours: undefined }),
  unblock: 'db.adminCommand({setUserWriteBlockMode: 1, global: false})',
};

const nothingSaid: CleanupChoice = { skip: [], include: [] };

function planned(name: CleanupItem['name'], changes: Partial<CleanupFacts>, choice: Partial<CleanupChoice> = {}) {
  const { items } = planCleanup({ ...facts, ...changes }, { ...nothingSaid, ...choice });
  return items.filter((item) => item.name === name);
}

const why = (text: string) => expect.stringContaining(text);
const unseen = unknownBecause<never>('nobody answered.');

describe('what livemig removes by itself', () => {
  it.each<[string, CleanupItem['name'], Partial<CleanupFacts>, readonly Partial<Record<keyof CleanupItem, unknown>>[]]>(
    [
      [
        'its own entry',
        'access-list',
        {},
        [{ decision: 'remove', evidence: why('made by this migration at 2026-05-01 10:00:00 UTC') }],
      ],
      [
        'its own entry, with what was looked at for others',
        'access-list',
        { beside: { sharing: [], looked: 2 } },
        [
          {
            decision: 'remove',
            evidence: expect.stringMatching(
              /of 2 other migrations found in the folders .* elsewhere were not looked at$/,
            ),
          },
        ],
      ],
      [
        'not an entry that was there before',
        'access-list',
        { made: { ...facts.made, entries: [{ address, addedAt: at, existedBefore: true }] } },
        [{ decision: 'leave', because: why('was there before') }],
      ],
      [
        'not an entry that somebody took over',
        'access-list',
        { entries: known([{ entry: `${address}/32`, comment: 'the office' }]) },
        [{ decision: 'leave', because: why('taken it over'), evidence: why('"the office"') }],
      ],
      [
        'not an entry that another migration made its own, elsewhere',
        'access-list',
        { entries: known([{ entry: address, comment: 'livemig: migration host mig02' }]) },
        [{ decision: 'leave', because: why('taken it over') }],
      ],
      [
        'not an entry of a host that another migration names',
        'access-list',
        { beside: { sharing: ['../other/.livemig'], looked: 1 } },
        [{ decision: 'leave', because: why('../other/.livemig') }],
      ],
      [
        'no entry that was added anew after a cleanup had removed its own',
        'access-list',
        { made: { ...facts.made, entries: [{ address, addedAt: at, goneAt: '2026-05-02T10:00:00.000Z' }] } },
        [
          {
            ...{ decision: 'by-hand', because: why('not by this migration'), how: ['Network Access'] },
            evidence: why('seen to be gone by a cleanup at 2026-05-02 10:00:00 UTC; in the list now'),
          },
        ],
      ],
      [
        'no entry that is not there, and none that was found',
        'access-list',
        { entries: known([{ entry: '203.0.113.0/24', comment: 'the office' }]) },
        [
          { decision: 'nothing' },
          { decision: 'by-hand', because: why('only what its journal made'), how: ['Network Access'] },
        ],
      ],
      [
        'no entry where nobody could look',
        'access-list',
        { entries: unseen },
        [{ decision: 'not-looked-at', evidence: why('not looked at, because nobody answered') }],
      ],
      [
        'its own key, where no agent is',
        'agent-key',
        {},
        [{ decision: 'remove', evidence: why('no agent is listed on mig01') }],
      ],
      [
        'no key that an agent may use',
        'agent-key',
        { agent: known('reported 20 s ago') },
        [{ decision: 'leave', because: why('the agent on mig01 reported 20 s ago') }],
      ],
      [
        'no key where nobody looked for the agent',
        'agent-key',
        { agent: unseen },
        [{ decision: 'leave', because: why('was not looked at (nobody answered)') }],
      ],
      [
        'every key that it describes as its own, and none of others',
        'agent-key',
        {
          keys: known([
            { id: 'k2', desc: 'livemig mig01' },
            { id: 'k3', desc: 'livemig mig02' },
          ]),
        },
        [
          { decision: 'remove', removal: { of: 'agent-key', key: 'k2' } },
          { decision: 'nothing', what: why('k1') },
        ],
      ],
      ['no key where it made none', 'agent-key', { made: { ...facts.made, keys: [] }, keys: known([]) }, []],
      [
        'the link on neither side',
        'link',
        {},
        [
          { decision: 'leave', removal: { of: 'link', side: 'atlas' } },
          { decision: 'leave', removal: { of: 'link', side: 'manager' } },
        ],
      ],
      ['no link where no stage of it has begun', 'link', { isLinkOurs: false }, []],
      [
        'no link that it has removed before',
        'link',
        {
          atlasLink: known(false),
          managerLink: known(false),
          made: { ...facts.made, linkGoneAt: { atlas: at, manager: at } },
        },
        [
          { decision: 'nothing', evidence: why('seen to be gone by a cleanup at 2026-05-01 10:00:00 UTC') },
          { decision: 'nothing' },
        ],
      ],
      [
        'secrets that no step needs any more',
        'kept-secrets',
        { keptSecrets: ['the link-token'] },
        [{ decision: 'remove' }],
      ],
    ],
  )('is %s', (_, name, changes, expected) => {
    expect(planned(name, changes)).toEqual(expected.map((one) => expect.objectContaining(one)));
  });

  it('is less with --skip, and what stays for a reason with --include alone', () => {
    expect(planned('access-list', {}, { skip: ['access-list'] })).toMatchObject([
      { decision: 'leave', because: '--skip names it' },
    ]);
    const [atlas, manager] = planned('link', {}, { include: ['link'] });
    expect([atlas, manager]).toMatchObject([{ decision: 'remove' }, { decision: 'remove' }]);
    expect(atlas).not.toHaveProperty('because');
    expect(atlas?.evidence).toContain(
      '--include names it, although other migrations of these organizations may need it',
    );
    const [key] = planned('agent-key', { agent: known('reported 20 s ago') }, { include: ['agent-key'] });
    expect(key).toMatchObject({ decision: 'remove', evidence: why('although the agent on mig01 reported 20 s ago') });
  });

  it.each<[string, Partial<CleanupFacts>, readonly (readonly [CleanupItem['decision'], string])[]]>([
    [
      'nothing tells of the manager',
      { managerLink: unseen },
      [
        ['remove', 'connected by this migration'],
        ['not-looked-at', 'nobody answered'],
      ],
    ],
    [
      'nothing tells whether a migration uses it',
      { atlasLink: unseen },
      [
        ['not-looked-at', 'nobody answered'],
        ['not-looked-at', 'whether a migration uses it, which Atlas alone tells, was not looked at (nobody answered)'],
      ],
    ],
    [
      'it was found, and may lead to another organization',
      { made: { entries: [], keys: [], linkGoneAt: {} }, atlasLink: known(false) },
      [
        ['remove', 'does not tell whether a link or a token is left'],
        ['by-hand', 'not connected by this migration; the manager reports SYNCED now'],
      ],
    ],
    [
      'it was found, and leads to this organization',
      { made: { entries: [], keys: [], linkGoneAt: {} } },
      [
        ['remove', 'not connected by this migration'],
        ['remove', 'not connected by this migration'],
      ],
    ],
    [
      'a run that was cut off has removed the half that leads to Atlas',
      { made: { ...facts.made, linkGoneAt: { atlas: at } }, atlasLink: known(false) },
      [
        ['nothing', 'seen to be gone by a cleanup'],
        ['remove', 'connected by this migration'],
      ],
    ],
    [
      'the organizations were connected anew after a cleanup',
      { made: { ...facts.made, linkGoneAt: { atlas: at, manager: at } } },
      [
        ['remove', 'seen to be gone by a cleanup'],
        ['remove', 'seen to be gone by a cleanup'],
      ],
    ],
  ])('is of the link, where --include names it and %s, no half that is not known', (_, changes, expected) => {
    const items = planned('link', changes, { include: ['link'] });
    expect(items).toEqual(
      expected.map(([decision, evidence]) => expect.objectContaining({ decision, evidence: why(evidence) })),
    );
  });

  it.each<[Partial<CleanupChoice>, readonly CleanupItem['name'][]]>([
    [{}, ['access-list', 'agent-key']],
    [{ skip: ['agent-key'] }, ['access-list']],
    [{ include: ['link'] }, ['access-list', 'agent-key', 'link', 'link']],
  ])('is missed with %j where nobody could look at it', (said, expected) => {
    const choice = { ...nothingSaid, ...said };
    const dark = { entries: unseen, keys: unseen, atlasLink: unseen, managerLink: unseen, settings: unseen };
    expect(missed(planCleanup({ ...facts, ...dark }, choice), choice).map(({ name }) => name)).toEqual(expected);
    expect(missed(planCleanup(facts, choice), choice)).toEqual([]);
  });

  it('is the link in Atlas before that in the manager, because only Atlas refuses while a migration uses it', () => {
    const plan = planCleanup(facts, { skip: [], include: ['link'] });
    const sides = removals(plan).flatMap(({ removal }) => (removal.of === 'link' ? [removal.side] : []));
    expect(sides).toEqual(['atlas', 'manager']);
  });
});

describe('what stays of a plan that was confirmed, by a later look', () => {
  it.each<[string, Partial<CleanupFacts>, readonly CleanupItem['name'][]]>([
    ['nothing where all is as it was', {}, []],
    ['nothing of what is gone', { entries: known([]), keys: known([]) }, []],
    ['what came into use', { agent: known('reported 20 s ago') }, ['agent-key']],
    ['what somebody took over', { entries: known([{ entry: address, comment: 'the office' }]) }, ['access-list']],
    ['what could not be looked at any more', { entries: unseen, keys: unseen }, ['access-list', 'agent-key']],
  ])('is %s', (_, changes, expected) => {
    const later = planCleanup({ ...facts, ...changes }, nothingSaid);
    expect(staysNow(planCleanup(facts, nothingSaid), later).map(({ name }) => name)).toEqual(expected);
  });
});

describe('what people undo', () => {
  const left: CleanupSide = {
    writes: known({ state: 'blocked' }),
    balancer: known('stopped'),
    databases: known(['__mdb_internal_mongosync']),
    indexes: known([{ namespace: 'shop.a.b', name: 'x_mongosync_dummy_shard_key_index' }]),
  };
  it.each<[CleanupItem['name'], Partial<CleanupFacts>, Partial<Record<keyof CleanupItem, unknown>>]>([
    ['agent', { agent: known('reported 20 s ago') }, { how: [why('systemctl disable --now'), 'Agents'] }],
    [
      'indexes',
      { destination: left },
      { how: ['db.getSiblingDB("shop").getCollection("a.b").dropIndex("x_mongosync_dummy_shard_key_index")'] },
    ],
    ['databases', { source: left }, { how: ['db.getSiblingDB("__mdb_internal_mongosync").dropDatabase()'] }],
    [
      'write-block',
      { source: left },
      { because: why('invites'), how: [why('setUserWriteBlockMode: 1, global: false')] },
    ],
    ['write-block', { source: left, ended: 'failed' }, { because: why('decided by people') }],
    ['balancer', { destination: left }, { what: 'the balancer of Billing0', how: [why('sh.startBalancer()')] }],
    ['settings', {}, { evidence: 'now: compute auto-scaling on, disk auto-scaling off, oplog of 2048 MB' }],
  ])('is %s, with %j', (name, changes, expected) => {
    const open = planned(name, changes).filter(({ decision }) => decision === 'by-hand');
    expect(open).toEqual([expect.objectContaining(expected)]);
    expect(open[0]).not.toHaveProperty('removal');
  });

  it('is never said to be there or not where nobody looked', () => {
    const dark: CleanupSide = { writes: unseen, balancer: unseen, databases: unseen, indexes: unseen };
    const { items } = planCleanup(
      {
        ...facts,
        source: dark,
        destination: dark,
        agent: unseen,
        settings: unseen,
        entries: unseen,
        keys: unseen,
        atlasLink: unseen,
        managerLink: unseen,
      },
      { skip: [], include: ['access-list', 'agent-key', 'link'] },
    );
    expect(new Set(items.map(({ decision }) => decision))).toEqual(new Set(['not-looked-at']));
    expect(items.every(({ evidence, how = [] }) => evidence.includes('nobody answered') && how.length > 0)).toBe(true);
  });
});

it('the lines name what is removed with its evidence, and all of which nothing is left in one', () => {
  const lines = cleanupLines(planCleanup(facts, nothingSaid));
  expect(lines[0]).toMatch(
    /^livemig removes \(access-list\): the entry 203\.0\.113\.10 in .*; made by this migration at /,
  );
  expect(lines[2]).toMatch(
    /^stays unless --include names it \(link\): .*, because other migrations .* may need it; connected by/,
  );
  expect(lines.at(-1)).toMatch(/^nothing to undo: the MongoDB Agent on mig01; indexes of the engine/);
  const skipping = cleanupLines(planCleanup(facts, { ...nothingSaid, skip: ['access-list'] }));
  expect(skipping).toContainEqual(
    expect.stringMatching(/^stays \(access-list\): .*, because --skip names it; made by/),
  );
});
