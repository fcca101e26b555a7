import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/checks/matrix.ts';
import { verdictOf } from '../../../src/checks/verdict.ts';

function rulesAfter(days: number) {
  const now = new Date(Date.parse(matrix.asOf) + days * 86_400_000);
  return verdictOf([], { known: {}, unknown: {} }, { now }).rules;
}

describe("the age of MongoDB's lists of versions", () => {
  it('is told with the day on which they were read and the engine', () => {
    expect(rulesAfter(180)).toMatchObject({ asOf: matrix.asOf, engine: matrix.engine, outdated: false });
    expect(rulesAfter(180).text).toContain(`as of ${matrix.asOf} (${matrix.engine})`);
  });

  it('is warned of after 180 days', () => {
    expect(rulesAfter(181)).toMatchObject({
      outdated: true,
      text: expect.stringMatching(/181 days old.*newer livemig/),
    });
  });
});
