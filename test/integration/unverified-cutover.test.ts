import { describe, expect, it } from 'vitest';
import { startJourney } from '../support/journey.ts';

describe('a cutover without connection strings', () => {
  it.each([
    [
      'both',
      ['LIVEMIG_SOURCE_URI', 'LIVEMIG_DESTINATION_URI'],
      'LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI are not set',
    ],
    ['that of the destination', ['LIVEMIG_DESTINATION_URI'], 'LIVEMIG_DESTINATION_URI is not set'],
  ])('says loudly that nothing was verified, and by which command it can be: without %s', async (_, missing, said) => {
    const journey = await startJourney('cloud-manager');
    try {
      const env = Object.fromEntries(Object.entries(journey.env).filter(([name]) => !missing.includes(name)));
      for (const command of [['link'], ['provision'], ['start']])
        expect((await journey.run(command, { env })).result.error).toBeNull();
      const { result, events, exitCode } = await journey.run(['cutover', '--confirm', 'Billing0'], { env });
      expect([exitCode, result.data.comparison]).toEqual([0, null]);
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'note',
          level: 'warning',
          message: expect.stringContaining(`Not verified: ${said}.`),
        }),
      );
      const [next] = result.next;
      expect(next?.command).toBe(`livemig verify --dir ${journey.directory}`);
      const verified = await journey.run(['verify']);
      expect([verified.exitCode, verified.result.data.comparison]).toEqual([
        0,
        expect.objectContaining({ verdict: 'identical' }),
      ]);
    } finally {
      await journey.close();
    }
  });
});
