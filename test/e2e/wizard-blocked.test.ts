import { expect, it } from 'vitest';
import { sandboxClient } from '../support/sandbox-client.ts';
import { journalIn, openPlace, sitDown } from '../support/wizard.ts';

const whatNow = 'Nothing has been changed. What now?';

it.skipIf(process.platform === 'win32')(
  'a check that blocks is put right while livemig waits, and judged again (skipped on Windows, because the terminal session is not made for it)',
  async () => {
    const place = await openPlace();
    const { env, atlasUrl, scenario } = place.sandbox;
    const person = sitDown(place, { args: ['link'], env: { ...env, LIVEMIG_DESTINATION_CLUSTER: 'BillingPaused' } });
    await person.isAsked(whatNow);
    expect(person.text()).toContain('✖ T07 BillingPaused is paused. Fix: Resume it in Atlas');
    expect(person.text()).toContain('Blocked (1)');
    const { LIVEMIG_ATLAS_PUBLIC_KEY: publicKey = '', LIVEMIG_ATLAS_PRIVATE_KEY: privateKey = '' } = env;
    const groupId = scenario.atlas.projects.find(({ name }) => name === 'billing')?.id;
    const path = `/api/atlas/v2/groups/${groupId}/clusters/BillingPaused`;
    const { status } = await sandboxClient(atlasUrl, { publicKey, privateKey })('PATCH', path, {
      body: { paused: false },
    });
    expect(status).toBe(200);
    for (;;) {
      await person.choose(whatNow, 'Check again');
      await person.waitFor((screen) => screen.some((line) => line.startsWith('? ')));
      if (person.screen().some((line) => line.startsWith('? Do this now?'))) break;
    }
    await person.accept('Do this now?');
    expect(await person.waitForEnd()).toEqual({ exitCode: 0, signal: null });
    expect(person.text()).toMatch(/✔ \d+ checks passed Link: what it will do .* BillingPaused /);
    expect(journalIn(place).inputs.destinationCluster).toBe('BillingPaused');
  },
);

it.skipIf(process.platform === 'win32')(
  'who leaves what blocks has read why, and is not told it twice (skipped on Windows, because the terminal session is not made for it)',
  async () => {
    const place = await openPlace();
    const { env } = place.sandbox;
    const person = sitDown(place, { args: ['link'], env: { ...env, LIVEMIG_DESTINATION_CLUSTER: 'BillingPaused' } });
    await person.choose(whatNow, 'Leave');
    expect(await person.waitForEnd()).toEqual({ exitCode: 3, signal: null });
    expect(person.text().match(/BillingPaused is paused/g)).toHaveLength(1);
    expect(person.text()).toMatch(
      /ℹ You left; nothing was changed\. One thing stands in the way \(above\)\. Next: livemig link \([^)]*\)$/,
    );
  },
);
