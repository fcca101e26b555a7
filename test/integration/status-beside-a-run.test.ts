import { expect, it, onTestFinished } from 'vitest';
import { type Journey, startUnseenJourney } from '../support/journey.ts';
import type { CommandRun } from '../support/test-ports.ts';

const cutOver = ['cutover', '--confirm', 'Billing0'];

/** What `status` says while Atlas carries a request out, and the run that sent it waits for the answer. */
async function seenDuring(request: RegExp, commands: readonly (readonly string[])[]): Promise<readonly CommandRun[]> {
  const seen: CommandRun[] = [];
  const journey: Journey = await startUnseenJourney('cloud-manager', undefined, {
    onRequest: async ({ method, path }, phase) => {
      if (phase === 'after' && request.test(`${method} ${path}`)) seen.push(await journey.run(['status']));
      return undefined;
    },
  });
  onTestFinished(journey.close);
  for (const command of commands) expect((await journey.run(command)).result.error).toBeNull();
  return seen;
}

it.each<[string, RegExp, readonly (readonly string[])[]]>([
  ['the creation', /^POST .*\/liveMigrations$/, [['link'], ['provision'], ['start', '--detach']]],
  ['the cutover', /^PUT .*\/cutover$/, [['link'], ['provision'], ['start'], cutOver]],
])('an answer to %s that another run waits for is not said to be lost', async (_, request, commands) => {
  const seen = await seenDuring(request, commands);
  expect(seen).toHaveLength(1);
  for (const { result, events } of seen) {
    expect(result).toMatchObject({ exitCode: 0, error: null, next: [] });
    expect(JSON.stringify([result, events])).not.toMatch(/never came|lost/);
  }
});
