import { describe, expect, it, onTestFinished } from 'vitest';
import { startJourney } from '../support/journey.ts';
import { realClock } from '../support/test-ports.ts';

async function linked() {
  const journey = await startJourney('cloud-manager', undefined, {});
  onTestFinished(journey.close);
  expect((await journey.run(['link'])).result.error).toBeNull();
  return async (...faults: readonly string[]) => {
    await fetch(`${journey.sandbox.controlUrl}/faults`, { method: 'POST', body: JSON.stringify({ faults }) });
    return (await journey.run(['status', '--watch', '--timeout', '700ms'], { clock: realClock })).result;
  };
}

describe('status --watch ends when its time is up, with exit code 8', () => {
  it('and with what it has seen last', async () => {
    const watch = await linked();
    expect(await watch()).toMatchObject({
      exitCode: 8,
      error: null,
      data: { stages: { link: { state: 'done' } } },
    });
  });

  it.each(['GET *=latency:60000', 'GET *=503'])('though nothing can be seen: %s', async (fault) => {
    const watch = await linked();
    expect(await watch(fault)).toMatchObject({ exitCode: 8, error: { code: 'STILL_IN_PROGRESS' } });
  });
});
