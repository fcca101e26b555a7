import { describe, expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../../src/core/audit.ts';
import { madeHere } from '../../../../src/core/cleanup/made-here.ts';
import { hasCleanedUp, removedAgainAt } from '../../../../src/core/cleanup/removed-again.ts';
import { done, emptyJournal, type Journal, started } from '../../../../src/core/journal.ts';

const time = (minute: number) => `2026-05-01T10:0${minute}:00.000Z`;
const at = (minute: number) => new Date(time(minute));
const empty = emptyJournal(at(0));

function audit(...entries: readonly [minute: number, entry: AuditEntry][]): RecordedEntry[] {
  return entries.map(([minute, entry], index) => ({
    entry: { ...entry, time: time(minute), user: 'ann', host: 'ops01', pid: 1 },
    line: index + 1,
    chain: 'chained',
  }));
}

const step = (id: string, state: string, receipt?: unknown): AuditEntry => ({ kind: 'step', step: id, state, receipt });

describe('what this migration made', () => {
  it('is what the audit remembers of hosts and keys before, and what the journal says now', () => {
    const journal = done(empty, 'provision.allow-host', { address: '203.0.113.2', addedAt: time(3) }, at(4));
    const recorded = audit(
      [1, step('provision.allow-host', 'submitted', { address: '203.0.113.1', addedAt: time(1), existedBefore: true })],
      [2, step('provision.create-agent-key', 'submitted', { keyId: 'k1' })],
      [3, step('provision.create-agent-key', 'submitted', { keyId: 'k2' })],
      [4, step('provision.connect-organization', 'submitted', { organization: 'o1' })],
    );
    expect(madeHere(journal, recorded)).toEqual({
      entries: [
        { address: '203.0.113.1', addedAt: time(1), existedBefore: true },
        { address: '203.0.113.2', addedAt: time(3) },
      ],
      keys: [
        { keyId: 'k1', at: time(2) },
        { keyId: 'k2', at: time(3) },
      ],
      connectedAt: time(4),
      linkGoneAt: {},
    });
  });

  it('is nothing that was found, or of which only the beginning is known', () => {
    const journal = started(
      done(empty, 'provision.allow-host', { address: '203.0.113.2' }, at(1)),
      'provision.create-agent-key',
      at(2),
    );
    const recorded = audit(
      [1, step('provision.allow-host', 'done', { address: '203.0.113.2' })],
      [1, step('provision.connect-organization', 'done', { organization: 'o1' })],
      [2, step('provision.create-agent-key', 'started')],
    );
    expect(madeHere(journal, recorded)).toEqual({ entries: [], keys: [], linkGoneAt: {} });
  });
});

describe('what a cleanup has seen to be gone', () => {
  const remove = (journal: Journal, what: string, minute: number) =>
    done(journal, `cleanup.remove-${what}`, { removed: true }, at(minute));
  const added = (minute: number) => ({ address: '203.0.113.2', addedAt: time(minute) });
  const entryIn = (journal: Journal) => madeHere(journal, []).entries[0];
  const linkIn = (journal: Journal) => madeHere(journal, []).linkGoneAt;

  it('is an entry, unless this migration has added it once more since', () => {
    const journal = remove(done(empty, 'provision.allow-host', added(1), at(1)), 'access-list-203.0.113.2', 2);
    expect(entryIn(journal)).toEqual({ ...added(1), goneAt: time(2) });
    expect(entryIn(done(journal, 'provision.allow-host', added(3), at(3)))).toEqual(added(3));
  });

  it('is each half of a link, unless a token was made or the organizations were connected since', () => {
    const journal = remove(done(empty, 'link.create-token', { accessListIps: [] }, at(1)), 'link-atlas', 2);
    expect(linkIn(journal)).toEqual({ atlas: time(2) });
    expect(linkIn(remove(journal, 'link-manager', 3))).toEqual({ atlas: time(2), manager: time(3) });
    expect(linkIn(done(journal, 'provision.connect-organization', { organization: 'o1' }, at(4)))).toEqual({});
    expect(linkIn(done(journal, 'link.create-token', { accessListIps: [] }, at(4)))).toEqual({});
  });
});

describe('a step whose effect a cleanup has removed', () => {
  const provisioned = done(empty, 'provision.allow-host', { address: '203.0.113.2' }, at(1));
  const removed = done(provisioned, 'cleanup.remove-access-list-203.0.113.2', { removed: true }, at(2));

  it.each<[string, Journal, string, string | undefined]>([
    ['is told with the time', removed, 'provision.allow-host', time(2)],
    ['is none where another was removed', removed, 'provision.create-agent-key', undefined],
    [
      'is none before the removal is done',
      started(provisioned, 'cleanup.remove-access-list-x', at(2)),
      'provision.allow-host',
      undefined,
    ],
    [
      'is none once it was done anew',
      {
        ...removed,
        steps: { ...removed.steps, 'provision.allow-host': { state: 'done', startedAt: time(3), doneAt: time(3) } },
      },
      'provision.allow-host',
      undefined,
    ],
  ])('%s', (_, journal, id, expected) => {
    expect(removedAgainAt(journal, id)).toBe(expected);
  });

  it('is how a later look knows that there was a cleanup', () => {
    expect([provisioned, removed].map(hasCleanedUp)).toEqual([false, true]);
  });
});
