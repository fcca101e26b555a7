import { describe, expect, it } from 'vitest';
import { answerOptionsIn, firstRound, needsIn, nextRound, rememberedIn, unchanged } from '../../../src/cli/rounds.ts';
import { emptyJournal, withInputs } from '../../../src/core/journal.ts';
import type { Answers } from '../../../src/engine/answers.ts';
import { inputs } from '../../../src/stages/inputs.ts';
import { dependentsOf, linkNeeds, needsByCommand, provisionNeeds, startNeeds } from '../../../src/stages/needs.ts';
import type { InputKey } from '../../../src/stages/values.ts';

const remembered = { atlasProject: 'p1', destinationCluster: 'c1', sourceCluster: 's1' };
const journal = withInputs(emptyJournal(new Date('2026-01-02T03:04:05Z')), remembered);
const answered: Answers = {
  atlasProject: { raw: 'p2', origin: 'answer' },
  destinationCluster: { raw: 'c2', origin: 'answer' },
  network: { raw: 'public', origin: 'default' },
};
const again = (...keys: InputKey[]) => ({ again: keys, anew: keys.flatMap(dependentsOf) });

describe('a round in which an answer is given again', () => {
  const round = nextRound(firstRound, answered, again('atlasProject'));

  it('forgets what the journal says of it, and of what depends on it', () => {
    expect(rememberedIn(round, journal)).toEqual({ sourceCluster: 's1' });
  });

  it('keeps what was typed, but for what depends on it', () => {
    expect(answerOptionsIn(round, {}, journal)).toMatchObject({
      kept: { atlasProject: { raw: 'p2' } },
      again: ['atlasProject'],
    });
    expect(answerOptionsIn(round, {}, journal).kept).not.toHaveProperty('destinationCluster');
  });

  it('suggests the answer before: of this run, or else of the journal, or else of a run that was left', () => {
    const typed: Answers = { atlasProject: { raw: 'p2', origin: 'answer' } };
    const { drafts } = answerOptionsIn(nextRound(firstRound, typed, again('atlasProject')), { ssh: 'a@b' }, journal);
    expect(drafts).toEqual({ ssh: 'a@b', atlasProject: 'p2', destinationCluster: 'c1' });
  });

  it('asks also what another stage asks', () => {
    expect(needsIn(provisionNeeds, round).inputs).toContain('destinationCluster');
    expect(provisionNeeds.inputs).not.toContain('destinationCluster');
  });

  it('still knows in the next one what was forgotten', () => {
    const next = nextRound(round, answered, again('network'));
    expect(rememberedIn(next, journal)).toEqual({ sourceCluster: 's1' });
    expect(needsIn(provisionNeeds, next).inputs).toContain('destinationCluster');
  });

  it('is as if it had not been where nothing is changed after all', () => {
    expect(rememberedIn(unchanged(round), journal)).toEqual(remembered);
    expect(needsIn(provisionNeeds, unchanged(round))).toEqual(provisionNeeds);
    expect(answerOptionsIn(unchanged(round), {}, journal).kept).toHaveProperty('destinationCluster');
  });
});

it.each(Object.entries(needsByCommand))('the first round of %s asks what the command asks', (_, needs) => {
  expect(needsIn(needs, firstRound)).toEqual(needs);
});

it.each<[string, keyof typeof needsByCommand, InputKey, string]>([
  ['is connected for what it alone lists', 'start', 'sourceOrg', 'needed'],
  ['is connected for what another stage has listed by it', 'link', 'sourceProject', 'needed'],
  ['is connected for what depends on the answer', 'start', 'migrationHost', 'needed'],
  ['is left alone for what Atlas lists', 'link', 'atlasProject', 'never'],
])('the manager %s', (_, command, key, wanted) => {
  expect(needsIn(needsByCommand[command], nextRound(firstRound, {}, again(key))).talksTo.manager).toBe(wanted);
});

it('what depends on another answer is asked for, and not left out where nobody asks', () => {
  const dependents = [linkNeeds, provisionNeeds, startNeeds].flatMap((needs) => needs.inputs.flatMap(dependentsOf));
  expect(dependents.filter((key) => inputs[key].optional === true)).toEqual([]);
});
