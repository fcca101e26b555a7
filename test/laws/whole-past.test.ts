import { afterAll, beforeAll, expect } from 'vitest';
import { liveThrough, someStories, toldOf } from '../support/forgetful-journey.ts';
import { type Journey, startUnseenJourney } from '../support/journey.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns, lawSeed } from '../support/law-effort.ts';

/**
 * The law: what journal or audit knows is known. Whatever is lost on the way, however often a run is killed, and whichever
 * state.json is put back: no second migration beside one that lives, none after a cutover, and whoever does what is
 * advised comes to an end.
 */
const law = 'what the audit knows';

let journey: Journey;
beforeAll(async () => {
  journey = await startUnseenJourney('cloud-manager', undefined, { agent: 'running' });
  for (const command of [['link'], ['provision', '--agent', 'existing']]) {
    expect((await journey.run(command)).result.error).toBeNull();
  }
});
afterAll(() => journey.close());

async function everyStory(tryCase: TryCase, breakFiles?: Parameters<typeof liveThrough>[2]): Promise<void> {
  for (const story of someStories(12 * lawRuns, lawSeed)) {
    const holds = await tryCase(toldOf(story), async () =>
      expect((await liveThrough(story, journey, breakFiles)).join('; ')).toBe(''),
    );
    // Of what is broken on purpose one case is enough.
    if (!holds && breakFiles !== undefined) return;
  }
}

itHolds(law, 'nothing is forgotten, whatever is lost', (tryCase) => everyStory(tryCase));

itNotices(law, 'an audit that nobody reads', (tryCase) =>
  everyStory(tryCase, (files) => ({ ...files, audit: { ...files.audit, read: async () => [] } })),
);
