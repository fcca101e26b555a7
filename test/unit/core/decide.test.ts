import { describe, expect, it } from 'vitest';
import { decide, type Progress } from '../../../src/core/decide.ts';
import type { Observation } from '../../../src/core/step.ts';

type Row = [seen: Observation['state'], progress: Progress, decision: string];

describe('decide', () => {
  it.each<Row>([
    ['todo', 'none', 'run'],
    ['todo', 'started', 'run'],
    ['todo', 'submitted', 'wait'],
    ['todo', 'done', 'drift'],
    ['waiting', 'none', 'wait'],
    ['waiting', 'started', 'wait'],
    ['waiting', 'submitted', 'wait'],
    ['waiting', 'done', 'wait'],
    ['done', 'none', 'finish'],
    ['done', 'started', 'finish'],
    ['done', 'submitted', 'finish'],
    ['done', 'done', 'finish'],
    ['failed', 'none', 'fail'],
    ['failed', 'started', 'fail'],
    ['failed', 'submitted', 'fail'],
    ['failed', 'done', 'fail'],
    ['unknown', 'none', 'run'],
    ['unknown', 'started', 'ask-person'],
    ['unknown', 'submitted', 'wait'],
    ['unknown', 'done', 'finish'],
  ])('seen as %s with progress %s: %s', (seen, progress, decision) => {
    expect(decide(seen, progress)).toBe(decision);
  });

  it.each<Progress>(['none', 'started', 'submitted', 'done'])(
    'a repeatable step that is not there is made again, whatever the journal says (%s)',
    (progress) => {
      expect(decide('todo', progress, true)).toBe('run');
    },
  );

  it('a repeatable step whose outcome cannot be seen still asks a person', () => {
    expect(decide('unknown', 'started', true)).toBe('ask-person');
  });
});
