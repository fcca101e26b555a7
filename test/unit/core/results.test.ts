import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { resultOf, results } from '../../../src/core/results/index.ts';

const compared = { identical: true, namespaces: 2, documents: { source: 3, destination: 3 } };
const comparison = { ...compared, differences: [], differencesTotal: 0 };
const details = { migrationId: 'abc', status: 'WORKING', readyForCutover: true, lagSeconds: 1 };
const stage = { state: 'todo', steps: [] };
const picture = { migration: null, stages: { link: stage, provision: stage, start: stage }, inputs: {} };
const rehearsed = { status: 'done', seconds: 1 };
const rehearsal = {
  ...{ migrationId: 'abc', documents: { source: 3, destination: 3 }, changesApplied: 7, comparison },
  stages: { link: rehearsed, provision: rehearsed, start: rehearsed },
};

describe('what a command ends with', () => {
  it('is declared of each command, and of livemig alone', () => {
    expect(Object.keys(results)).toEqual([...catalogue.map(({ name }) => name), 'livemig']);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['link', { changed: true, acted: ['link.create-token'] }, []],
    ['start', { changed: false }, []],
    ['start', { changed: true, acted: [], ...details }, ['migration id: abc', 'lag seconds: 1 s']],
    ['start', { changed: true, acted: [], ...details, lagSeconds: null }, ['migration id: abc']],
    ['start', { changed: true, acted: [], migrationId: null }, []],
    [
      'cutover',
      { changed: true, acted: [], migrationId: 'abc', comparison },
      ['migration id: abc', 'comparison: identical, 3 documents in 2 namespaces'],
    ],
    [
      'cutover',
      { changed: true, migrationId: 'abc', cutoverRequestedAt: 'noon', cutoverRequestedBy: 'eve', comparison: null },
      ['migration id: abc', 'cutover requested at: noon', 'cutover requested by: eve'],
    ],
    ['status', picture, []],
    ['livemig', picture, []],
    ['livemig', { changed: true, acted: [], ...details }, ['migration id: abc', 'lag seconds: 1 s']],
    ['sandbox', { requests: 3 }, ['requests: 3']],
    [
      'rehearse',
      rehearsal,
      [
        ...['migration id: abc', 'documents: source 3, destination 3', 'changes applied: 7'],
        'comparison: identical, 3 documents in 2 namespaces',
      ],
    ],
    ['version', { text: '0.1.0' }, ['0.1.0']],
    ['xylophone', { requests: 3 }, []],
    ['sandbox', { requests: 'many' }, []],
  ])('%s tells people of %j: %j', (command, data, lines) => {
    expect(resultOf(command)?.lines(data) ?? []).toEqual(lines);
  });

  it('tells how many differences there are', () => {
    const different = { ...comparison, identical: false, differencesTotal: 4 };
    expect(results.cutover.lines({ changed: false, comparison: different })).toEqual([
      'comparison: 4 differences in 3 documents in 2 namespaces',
    ]);
  });
});
