import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../../src/core/following/happening.ts';
import {
  fewestLines,
  notYetToldOf,
  type OutboxLine,
  outboxOf,
  pauseAfter,
} from '../../../../src/core/following/outbox.ts';

const at = '2026-01-18T12:00:00.000Z';
const happened = (id: string): Happening => {
  return { id, name: 'ready', at, migrationId: 'm', destination: 'Billing0', message: 'It is ready.' };
};
const owed = (id: string, ...to: string[]): OutboxLine => ({ kind: 'owed', happening: happened(id), to });
const told = (id: string, to: string): OutboxLine => ({ kind: 'told', id, to, at });
const debtsOf = (lines: readonly OutboxLine[]) =>
  outboxOf(lines).owed.map(({ happening, to }) => `${happening.id} ${to}`);

describe('the outbox', () => {
  it.each([
    ['nothing', [], []],
    ['each recipient by itself', [owed('1', 'a', 'b'), told('1', 'a')], ['1 b']],
    ['the oldest first', [owed('1', 'a'), owed('2', 'a'), told('1', 'a'), owed('3', 'a')], ['2 a', '3 a']],
    ['what was written down twice, once', [owed('1', 'a'), owed('1', 'a')], ['1 a']],
    ['nothing that was told, whatever came first', [told('1', 'a'), owed('1', 'a')], []],
    ['nothing that was told twice', [owed('1', 'a'), told('1', 'a'), told('1', 'a')], []],
  ])('owes %s', (_, lines, expected) => {
    expect(debtsOf(lines)).toEqual(expected);
  });

  it.each([
    ['somebody who is to be told of it', [owed('1', 'a')], ['b']],
    ['somebody who was told of it', [told('1', 'a')], ['b']],
    ['nobody for what is owed of something else', [owed('2', 'a'), told('3', 'b')], ['a', 'b']],
  ])('when something happens leaves out %s', (_, lines, expected) => {
    expect(notYetToldOf('1', outboxOf(lines), ['a', 'b'])).toEqual(expected);
  });

  it('comes to the same in as few lines as it takes', () => {
    const lines = [owed('1', 'a', 'b'), told('1', 'a'), told('1', 'a'), owed('2', 'a')];
    const fewest = fewestLines(outboxOf(lines));
    expect(outboxOf(fewest)).toEqual(outboxOf(lines));
    expect(fewest).toHaveLength(3);
  });

  it('is bounded by what was told, of which it keeps the latest, and never by what is owed', () => {
    const ids = Array.from({ length: 6000 }, (_, index) => String(index));
    const kept = outboxOf(
      fewestLines(outboxOf([...ids.map((id) => told(id, 'a')), ...ids.map((id) => owed(id, 'b'))])),
    );
    expect(kept.owed).toHaveLength(6000);
    expect(kept.told.map(({ id }) => id)).toEqual(ids.slice(-5000));
  });
});

describe('the pause before somebody is told again', () => {
  it.each([
    ['is short at first', 1, false, 0, 5000],
    ['doubles', 4, false, 0, 40_000],
    ['has an end', 20, false, 0, 900_000],
    ['stays finite', 5000, false, 0, 900_000],
    ['is long where they refuse', 1, true, 0, 900_000],
    ['is what they ask for', 1, false, 60, 60_000],
    ['is not shortened by what they ask for', 20, false, 60, 900_000],
  ])('%s', (_, failures, isRefused, asked, expected) => {
    expect(pauseAfter(failures, isRefused, asked, 1)).toBe(expected);
  });

  it('is spread over its second half', () => {
    expect(pauseAfter(1, false, 0, 0)).toBe(2500);
  });
});
