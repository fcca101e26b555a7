import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/cli/command-module.ts';
import { identityText, nextWish } from '../../../src/cli/home.ts';
import { type Agreement, agreed, type Journal, submitted } from '../../../src/core/journal.ts';
import type { Question } from '../../../src/core/ports.ts';
import { stages } from '../../../src/stages/index.ts';
import { now, untouched } from '../../support/fake-world.ts';

const id = '65f0a1b2c3d4e5f6a7b8c9d0';
const answered: Journal = {
  ...untouched,
  inputs: { sourceCluster: 'source-id', destinationCluster: 'Billing0' },
  names: { 'source-id': 'rs-billing' },
};
const agreement: Agreement = { agreedAt: now.toISOString(), by: 'ana', how: 'answered', changes: [] };
const created = submitted(agreed(answered, 'start', agreement), 'start.create-migration', { migrationId: id }, now);

it.each<[string, Journal, string]>([
  ['of which nothing is known', untouched, ''],
  ['of which the ends are known', answered, 'rs-billing to Billing0, directory ./move'],
  [
    'that exists',
    created,
    `rs-billing to Billing0, directory ./move\nmigration ${id}, started 2026-01-18 14:30:00 UTC by ana`,
  ],
])('calls a migration %s by what it is known by', (_, journal, text) => {
  expect(identityText(journal, { dir: './move' })).toBe(text);
});

describe('what next', () => {
  const [, , start] = stages;
  const outcome: Outcome = { status: 'in-progress', data: {}, next: [] };
  const asked = async (journal: Journal, answer: string) => {
    const questions: Question[] = [];
    const ask = async (question: Question) => {
      questions.push(question);
      return answer;
    };
    const wish = await nextWish({ ask, askOrBack: ask }, start, outcome, journal);
    return { wish, questions };
  };

  it.each([
    ['yes', 'go-on'],
    ['no', 'leave'],
  ])('is a yes or no before there is a migration: %s', async (answer, wish) => {
    const seen = await asked(answered, answer);
    expect([seen.wish, seen.questions[0]?.kind]).toEqual([wish, 'yes-no']);
  });

  it.each(['go-on', 'status', 'plan', 'leave'])('is one of the things there are to see and do: %s', async (wish) => {
    const seen = await asked(created, wish);
    expect([seen.wish, seen.questions[0]?.kind]).toEqual([wish, 'choice']);
  });
});
