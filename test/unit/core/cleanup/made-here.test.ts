import { describe, expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../../src/core/audit.ts';
import { madeHere } from '../../../../src/core/cleanup/made-here.ts';
import { done, emptyJournal, started } from '../../../../src/core/journal.ts';

const time = (minute: number) => `2026-05-01T10:0${minute}:00.000Z`;
const at = (minute: number) => new Date(time(minute));
const empty = emptyJournal(at(0));

function audit(...entries: readonly (readonly [minute: number, entry: AuditEntry])[]): RecordedEntry[] {
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
  const added = { address: '203.0.113.2', addedAt: time(1) };
  const add = step('provision.allow-host', 'submitted', added);
  const make = step('link.create-token', 'submitted', { accessListIps: [] });
  const connect = step('provision.connect-organization', 'submitted', { organization: 'o1' });
  const gone = (what: string) => step(`cleanup.remove-${what}`, 'done');
  const made = (...entries: readonly AuditEntry[]) =>
    madeHere(empty, audit(...entries.map((entry, index) => [index + 1, entry] as const)));

  it('is an entry, unless this migration has added it once more since', () => {
    const removal = gone('access-list-203.0.113.2');
    expect(made(add, removal).entries).toEqual([{ ...added, goneAt: time(2) }]);
    expect(made(add, removal, add).entries).toEqual([added]);
    expect(made(add, gone('access-list-203.0.113.3')).entries).toEqual([added]);
  });

  it('is each half of a link, unless a token was made or the organizations were connected since', () => {
    const removals = [gone('link-atlas'), gone('link-manager')];
    expect(made(make, connect, ...removals.slice(0, 1)).linkGoneAt).toEqual({ atlas: time(3) });
    expect(made(make, connect, ...removals).linkGoneAt).toEqual({ atlas: time(3), manager: time(4) });
    expect(made(make, ...removals, make).linkGoneAt).toEqual({});
    expect(made(make, ...removals, connect).linkGoneAt).toEqual({});
  });

  it('goes by the order of the audit, and not by the clocks of those who wrote it', () => {
    const late = audit([5, make], [2, gone('link-atlas')]);
    expect(madeHere(empty, late).linkGoneAt).toEqual({ atlas: time(2) });
  });

  it('is what the journal says, also where a run was killed before that came into the audit', () => {
    const journal = done(empty, 'cleanup.remove-link-atlas', { removed: true }, at(2));
    for (const recorded of [[], audit([3, make])])
      expect(madeHere(journal, recorded).linkGoneAt).toEqual({ atlas: time(2) });
  });
});
