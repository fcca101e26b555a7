import { afterAll } from 'vitest';
import type { FactValues, SurveyId } from '../../../src/core/facts.ts';
import type { RunClock } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createInspector } from '../../../src/inspector.ts';
import type { MongodOptions } from '../../../src/mongod/start-mongod.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

/** One server for the tests of a file, and what a survey tells of it to a user with the roles of a migration. */
export function surveyed(
  options: Partial<MongodOptions> = {},
  clock: Pick<RunClock, 'now' | 'sleep' | 'elapsed'> = fakeClock(),
) {
  const fixture = mongodFixture(options);
  const inspector = createInspector(new AbortController().signal, clock);
  afterAll(() => inspector.close());
  return {
    fixture,
    survey: <Id extends SurveyId>(
      id: Id,
      user = { name: 'source', password },
      about?: string,
    ): Promise<FactValues[Id]> =>
      inspector.survey(new Secret(fixture.mongod.uri(user.name, user.password)), id, undefined, about),
  };
}
