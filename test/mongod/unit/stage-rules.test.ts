import { expect, it } from 'vitest';
import { plainStageNames } from '../../../src/mongod/query/plain-stages.ts';
import { stageRules } from '../../../src/mongod/query/stage-rules.ts';
import { sourceStages, streamStages, writingStages } from '../../../src/mongod/query/stages.ts';

const runnable = [...Object.keys(sourceStages), ...Object.keys(streamStages), ...plainStageNames, '$changeStream'];

it('there is a rule of place for each stage that can be run, and for no other', () => {
  expect(Object.keys(stageRules).sort()).toEqual(runnable.sort());
});

it('what writes comes last, is checked without being run, and is nowhere but at the top', () => {
  const last = Object.entries(stageRules).filter(([, { position }]) => position === 'last');
  expect(last.map(([name]) => name)).toEqual(Object.keys(writingStages));
  expect(last.map(([, { notIn }]) => notIn.length)).toEqual(last.map(() => 7));
});
