import { expect, it, onTestFinished } from 'vitest';
import { startJourney } from '../support/journey.ts';

it('status with nothing but credentials looks at what the journal remembers, though other stages still have to ask', async () => {
  const journey = await startJourney('cloud-manager');
  onTestFinished(journey.close);
  expect((await journey.run(['link'])).result.error).toBeNull();
  const given = Object.entries(journey.env).filter(([name]) => /_KEY$|_UR[LI]$|LIVEMIG_MANAGER$/.test(name));
  const { result, events } = await journey.run(['status'], { env: Object.fromEntries(given) });
  expect(result.error).toBeNull();
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  expect(notes.filter((message) => message.includes('Nothing was looked at'))).toEqual([]);
  const token = {
    type: 'step',
    step: 'link.create-token',
    state: 'done',
    detail: expect.not.stringContaining('not looked at'),
  };
  expect(events).toContainEqual(expect.objectContaining(token));
});
