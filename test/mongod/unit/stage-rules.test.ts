import { expect, it } from 'vitest';
import { sourceStages } from '../../../src/mongod/query/source-stages.ts';
import { stageRules } from '../../../src/mongod/query/stage-rules.ts';
import { searchStages, streamStages } from '../../../src/mongod/query/stages.ts';

const runnable = [sourceStages, searchStages, streamStages].flatMap((stages) => Object.keys(stages));

it('there is a rule of place for each stage that can be run, and for no other', () => {
  expect(Object.keys(stageRules).sort()).toEqual(runnable.sort());
});

it('what writes comes last, and is nowhere but at the top', () => {
  const last = Object.entries(stageRules).filter(([, { position }]) => position === 'last');
  expect(last.map(([name]) => name)).toEqual(['$out', '$merge']);
  expect(last.map(([, { notIn }]) => notIn.length)).toEqual(last.map(() => 7));
});
