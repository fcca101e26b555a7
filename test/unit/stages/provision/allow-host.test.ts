import { describe, expect, it } from 'vitest';
import { allowHost } from '../../../../src/stages/provision/allow-host.ts';
import { ago, answers, fakeWorld, now, run, type WorldParts } from '../../../support/fake-world.ts';

const address = '203.0.113.25';
const tomorrow = '2026-01-19T14:30:00Z';
const [second, minute, day] = [1_000, 60_000, 86_400_000];

interface Entry {
  readonly ipAddress?: string;
  readonly cidrBlock?: string;
  readonly deleteAfterDate?: string;
  readonly status?: string | null;
}

/** An Atlas with these entries, whose status it tells by the name of each. */
function listing(...entries: readonly Entry[]): Pick<WorldParts, 'atlas'> {
  const statusOf = (name: string) => entries.find(({ ipAddress, cidrBlock }) => name === (ipAddress ?? cidrBlock));
  return {
    atlas: {
      accessList: async () => entries.map(({ status: _, ...entry }) => entry),
      accessListStatus: async (_, name) => ({ status: statusOf(name)?.status }),
    },
  };
}

/** The same, which takes another. */
function adding(...entries: readonly Entry[]): Pick<WorldParts, 'atlas'> {
  return { atlas: { ...listing(...entries).atlas, addToAccessList: async () => {} } };
}

const own = (status: string | null, more: Entry = {}): Entry => ({ ipAddress: address, status, ...more });

describe('whether the migration host is let in', () => {
  it.each<[string, Entry[], object]>([
    ['nothing lets it in: to do', [], { state: 'todo', detail: `${address} is not on the access list` }],
    ['another address does not', [{ ipAddress: '203.0.113.26', status: 'ACTIVE' }], { state: 'todo' }],
    ['ACTIVE: done', [own('ACTIVE')], { state: 'done', detail: `${address} is active`, receipt: { address } }],
    ['PENDING: waiting', [own('PENDING')], { state: 'waiting', detail: `${address} is PENDING; waiting for ACTIVE` }],
    [
      'a status that Atlas does not tell: waiting',
      [own(null)],
      { state: 'waiting', detail: expect.stringContaining('is not known yet;') },
    ],
    [
      'a status that nobody knows: waiting',
      [own('ODD')],
      { state: 'waiting', detail: expect.stringContaining('is ODD;') },
    ],
    [
      'FAILED: failed, with the entry',
      [own('FAILED')],
      {
        state: 'failed',
        error: { kind: 'step-failed', code: 'ACCESS_LIST_FAILED', message: expect.stringContaining(address) },
      },
    ],
    [
      'a range is enough',
      [{ cidrBlock: '203.0.113.0/24', status: 'ACTIVE' }],
      { state: 'done', detail: '203.0.113.0/24 is active', receipt: { address } },
    ],
    [
      'one that ends before a copy can be over: to do',
      [own('ACTIVE', { deleteAfterDate: tomorrow })],
      { state: 'todo', detail: `${address}, which lets ${address} in, is temporary and ends on ${tomorrow}` },
    ],
    [
      'one that ends in two weeks, in which a copy and its cutover fit: done',
      [own('ACTIVE', { deleteAfterDate: ago(-14 * day) })],
      { state: 'done' },
    ],
    [
      'one that ends a millisecond before that: to do',
      [own('ACTIVE', { deleteAfterDate: ago(-14 * day + 1) })],
      { state: 'todo' },
    ],
    [
      'one that ends in months: done, with its end',
      [own('ACTIVE', { deleteAfterDate: '2026-06-01T00:00:00Z' })],
      { state: 'done', detail: `${address} is active until 2026-06-01T00:00:00Z` },
    ],
  ])('%s', async (_, entries, seen) => {
    const { world } = await fakeWorld(listing(...entries));
    expect(await allowHost.observe(world, undefined)).toMatchObject(seen);
  });

  it.each<[string, object | undefined, Entry[], object]>([
    [
      'an entry that was added two minutes ago but a second is still to come',
      { address, addedAt: ago(2 * minute - second) },
      [],
      { state: 'waiting', detail: `${address} is not on the access list yet` },
    ],
    ['one of two minutes ago has not come', { address, addedAt: ago(2 * minute) }, [], { state: 'todo' }],
    ['one that was only found is not waited for', { address }, [], { state: 'todo' }],
    [
      'one for the address before a move is not waited for',
      { address: '203.0.113.99', addedAt: ago(second) },
      [],
      { state: 'todo' },
    ],
    [
      'a temporary one that this migration has sent already is left to a person',
      { address, addedAt: ago(second) },
      [own('ACTIVE', { deleteAfterDate: tomorrow })],
      { state: 'waiting', detail: expect.stringMatching(/is temporary.*; make it permanent/) },
    ],
    [
      'when it was added stays in the receipt',
      { address, addedAt: ago(minute) },
      [own('ACTIVE')],
      { state: 'done', receipt: { address, addedAt: ago(minute) } },
    ],
  ])('with a receipt: %s', async (_, receipt, entries, seen) => {
    const { world } = await fakeWorld(listing(...entries));
    expect(await allowHost.observe(world, allowHost.receipt.parse(receipt))).toMatchObject(seen);
  });

  it('asks for the status of each entry that lets it in, and of no other', async () => {
    const { world, did } = await fakeWorld(
      listing({ ipAddress: '203.0.113.26' }, { cidrBlock: '203.0.113.0/24', status: 'PENDING' }, own('ACTIVE')),
    );
    expect(await allowHost.observe(world, undefined)).toMatchObject({ state: 'done', detail: `${address} is active` });
    expect(await allowHost.observe(world, undefined)).toStrictEqual({
      state: 'done',
      detail: `${address} is active`,
      receipt: { address },
    });
    expect(did.slice(0, 3)).toEqual([
      ['accessList', 'atlas-project'],
      ['accessListStatus', 'atlas-project', '203.0.113.0/24'],
      ['accessListStatus', 'atlas-project', address],
    ]);
  });
});

describe('letting the migration host in', () => {
  it('adds the address for good, and says for whom', async () => {
    const { world, did } = await fakeWorld(adding(own('ACTIVE', { ipAddress: '203.0.113.26' })));
    expect(await run(allowHost, world)).toEqual({ address, addedAt: now.toISOString() });
    const entry = { ipAddress: address, comment: 'livemig: migration host mig01.corp.example' };
    expect(did).toEqual([
      ['accessList', 'atlas-project'],
      ['addToAccessList', 'atlas-project', entry],
    ]);
  });

  it('remembers that there was an entry for the address, which is then not its own to remove', async () => {
    const { world } = await fakeWorld(adding(own('ACTIVE', { deleteAfterDate: tomorrow })));
    expect(await run(allowHost, world)).toMatchObject({ existedBefore: true });
    const range = await fakeWorld(adding({ cidrBlock: '203.0.113.0/24', deleteAfterDate: tomorrow }));
    expect(await run(allowHost, range.world)).not.toHaveProperty('existedBefore');
  });

  it('keeps the comment to the 80 characters that Atlas takes', async () => {
    const values = { ...answers, migrationHost: 'm'.repeat(100) };
    const { world, did } = await fakeWorld({ values, ...adding() });
    await run(allowHost, world);
    const comment = `livemig: migration host ${'m'.repeat(56)}`;
    expect(did.slice(1)).toEqual([['addToAccessList', 'atlas-project', { ipAddress: address, comment }]]);
  });

  it.each([
    ['public', true],
    ['private-link', false],
    ['vpc-peering', false],
  ] as const)('over %s: %s', async (network, applies) => {
    const { world } = await fakeWorld({ values: { ...answers, network } });
    expect(allowHost.applies?.(world)).toBe(applies);
  });

  it('may be done again, because the same entry twice is one entry', () => {
    expect(allowHost.repeatable).toBe(true);
  });
});

describe('the plan of letting it in', () => {
  const list = 'the IP access list of the Atlas project Billing';

  it.each<[string, Entry[], object]>([
    ['nothing lets it in', [], { effect: 'create', what: `an entry for ${address} in ${list}` }],
    ['a failed entry', [own('FAILED')], { effect: 'create', what: `an entry for ${address} in ${list}` }],
    [
      'its own temporary entry is made permanent',
      [own('ACTIVE', { deleteAfterDate: tomorrow })],
      {
        effect: 'change',
        what: `the entry ${address} in ${list}: it becomes permanent, and would end on ${tomorrow}`,
      },
    ],
    [
      'so is one that is written as a range of one address',
      [{ cidrBlock: `${address}/32`, status: 'ACTIVE', deleteAfterDate: tomorrow }],
      { effect: 'change' },
    ],
    [
      'a temporary range stays, beside an entry of its own',
      [{ cidrBlock: '203.0.113.0/24', status: 'ACTIVE', deleteAfterDate: tomorrow }],
      { effect: 'create', what: `an entry for ${address} in ${list}, because 203.0.113.0/24 ends on ${tomorrow}` },
    ],
  ])('%s', async (_, entries, change) => {
    const { world } = await fakeWorld({ ...listing(...entries), names: { 'atlas-project': 'Billing' } });
    expect(await allowHost.changes?.(world)).toMatchObject([change]);
  });
});
