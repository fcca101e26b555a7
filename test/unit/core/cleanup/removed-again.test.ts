import { describe, expect, it } from 'vitest';
import { hasCleanedUp, removedAgain, undoneStage, withoutUndone } from '../../../../src/core/cleanup/removed-again.ts';
import { type Agreement, agreed, done, emptyJournal, type Journal, started } from '../../../../src/core/journal.ts';
import type { StageId, StepId } from '../../../../src/core/step.ts';

const time = (minute: number) => `2026-05-01T10:0${minute}:00.000Z`;
const at = (minute: number) => new Date(time(minute));

/** All that the first two stages do, agreed to, with a migration that was created. */
const made = [
  ['link.create-token', { accessListIps: [] }],
  ['provision.create-agent-key', { keyId: 'k2' }],
  ['provision.install-agent', {}],
  ['provision.allow-host', { address: '203.0.113.2' }],
  ['provision.connect-organization', {}],
  ['provision.see-host', undefined],
  ['start.create-migration', { migrationId: 'm1' }],
] as const satisfies readonly (readonly [StepId, unknown])[];
const stages = ['link', 'provision', 'start'] as const satisfies readonly StageId[];
const agreement: Agreement = { agreedAt: time(1), by: 'ann', how: 'called', changes: ['it'] };
const migrated = stages.reduce<Journal>(
  (journal, stage) => agreed(journal, stage, agreement),
  made.reduce<Journal>((journal, [id, receipt]) => done(journal, id, receipt, at(1)), emptyJournal(at(0))),
);

function cleanedUp(...removals: readonly string[]): Journal {
  return removals.reduce<Journal>(
    (journal, removal) => done(journal, `cleanup.remove-${removal}`, { removed: true }, at(2)),
    migrated,
  );
}

const [token, key, agent, entry, connect, host, create] = made.map(([id]) => id);
const ofLink = [token, connect, host];
const ofKey = [key, agent, host];

describe('what a cleanup removes', () => {
  it.each<[readonly string[], readonly (StepId | undefined)[], StageId | undefined]>([
    [[], [], undefined],
    [['access-list-203.0.113.2'], [entry], 'provision'],
    [['access-list-203.0.113.1'], [], undefined],
    [['agent-key-k2'], ofKey, 'provision'],
    [['agent-key-k1'], [], undefined],
    [['link-atlas'], ofLink, 'link'],
    [['link-manager'], ofLink, 'link'],
    [['kept-secrets'], [], undefined],
    [['access-list-203.0.113.2', 'agent-key-k2', 'link-atlas', 'link-manager'], [entry, ...ofKey, ...ofLink], 'link'],
  ])('with %j undoes these steps and no other', (removals, undone, stage) => {
    const journal = cleanedUp(...removals);
    const found = made.map(([id]) => id).filter((id) => removedAgain(journal, id) !== undefined);
    expect(new Set(found)).toEqual(new Set(undone));
    expect(undoneStage(journal)).toBe(stage);
    const anew = withoutUndone(journal);
    const left = made.map(([id]) => id).filter((id) => id in anew.steps);
    expect(left).toEqual(made.map(([id]) => id).filter((id) => !undone.includes(id)));
    expect([create, anew.agreements?.start]).toEqual(['start.create-migration', agreement]);
    expect(Object.keys(anew.agreements ?? {})).toEqual(undone.length === 0 ? stages : ['start']);
    expect(hasCleanedUp(anew)).toBe(false);
  });

  it('is told with the time, and not before it is seen to be gone', () => {
    expect(removedAgain(cleanedUp('link-atlas'), 'link.create-token')).toEqual({ what: 'the link', at: time(2) });
    expect(removedAgain(started(migrated, 'cleanup.remove-link-atlas', at(2)), 'link.create-token')).toBeUndefined();
  });

  it('is how a later look knows that there was a cleanup', () => {
    expect([migrated, cleanedUp('kept-secrets')].map(hasCleanedUp)).toEqual([false, true]);
  });
});
