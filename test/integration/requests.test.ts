import { expect, it, onTestFinished } from 'vitest';
import { startJourney } from '../support/journey.ts';

/** How much each command may read before its first change, in their order, with everything set by variables. */
const mostReads = [
  ['link', 6],
  ['provision', 12],
  ['start', 8],
] as const;

it('each command reads each resource once, and only so many before its first change', async () => {
  const { run, sandbox, close } = await startJourney('cloud-manager');
  onTestFinished(close);
  for (const [command, most] of mostReads) {
    const before = sandbox.requests().length;
    expect((await run([command])).result.error).toBeNull();
    const answered = sandbox.requests().slice(before).filter(isAnswered);
    const reads = answered.slice(
      0,
      answered.findIndex(({ method }) => method !== 'GET'),
    );
    const paths = reads.map(({ api, path }) => `${api} ${path}`);
    // The hosts of one deployment are another list than those of the project; both are asked for by this path.
    const twice = paths.filter((path, at) => paths.indexOf(path) !== at && !path.endsWith('/hosts'));
    expect([command, twice]).toEqual([command, []]);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(most);
  }
});

it('status reads each resource once in a look, the migration too', async () => {
  const { run, sandbox, close } = await startJourney('cloud-manager');
  onTestFinished(close);
  for (const command of ['link', 'provision', 'start']) expect((await run([command])).result.error).toBeNull();
  const before = sandbox.requests().length;
  expect((await run(['status'])).result.error).toBeNull();
  const paths = sandbox
    .requests()
    .slice(before)
    .filter(isAnswered)
    .map(({ api, path }) => `${api} ${path}`);
  expect(paths.filter((path, at) => paths.indexOf(path) !== at)).toEqual([]);
  expect(paths.filter((path) => path.includes('/liveMigrations/'))).toHaveLength(2);
  expect(paths.length).toBeLessThanOrEqual(6);
});

/** Digest asks for the first request of a client twice. */
function isAnswered({ status }: { readonly status: number | null }): boolean {
  return status !== 401;
}
