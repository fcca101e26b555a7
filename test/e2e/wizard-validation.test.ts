import { describe, expect, it } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { journalIn, openPlace, type Place, sitDown, withSourceUser } from '../support/wizard.ts';

const whatNow = "Atlas' validation failed, so no migration was created. What now?";
const refused = 'The username or password for the source is not correct.';
const plan = 'Do this now?';

/** Everything is set in the environment but who the source user is. */
function envOf({ sandbox }: Place) {
  const { LIVEMIG_SOURCE_USERNAME: username = '', LIVEMIG_SOURCE_PASSWORD: password = '', ...env } = sandbox.env;
  return { username, password, env: { ...env, LIVEMIG_POLL_INTERVAL: '20ms' } };
}

async function provisioned() {
  const place = await openPlace(withSourceUser);
  const { username, password, env } = envOf(place);
  for (const command of ['link', 'provision']) {
    const person = sitDown(place, { args: [command], env });
    await person.choose(plan, 'Yes');
    expect(await person.waitForEnd()).toEqual({ exitCode: 0, signal: null });
  }
  return { place, username, password, env };
}

describe.skipIf(process.platform === 'win32')(
  'a validation that fails (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it('is left in peace, shows what was remembered from last time, and goes on with another answer', async () => {
      const { place, username, password, env } = await provisioned();
      const first = sitDown(place, { args: ['start'], env });
      await first.type(inputs.sourceUsername.title, 'mistyped');
      await first.type(inputs.sourcePassword.title, password);
      await first.choose(plan, 'Yes');
      await first.choose(whatNow, 'Leave');
      expect(await first.waitForEnd()).toEqual({ exitCode: 3, signal: null });
      expect(first.text().split(refused.replace(/\.$/, ''))).toHaveLength(2);
      expect(first.text()).toMatch(
        /ℹ You left; no migration was created\. Atlas' validation stands in the way \(above\)\. Next: livemig start \([^)]*\)$/,
      );

      const second = sitDown(place, { args: ['start'], env });
      await second.type(inputs.sourcePassword.title, password);
      await second.choose(whatNow, 'Validate again');
      await second.choose(whatNow, 'Change an answer');
      await second.waitFor('All of these');
      expect(second.text()).toMatch(/Source user: mistyped +from last time/);
      expect(second.text()).toMatch(/The source user's password: \*{8} +your answer/);
      await second.search('Which answer?', 'Source user: mistyped');
      await second.isAsked(inputs.sourceUsername.title);
      await second.keys('\u007F'.repeat('mistyped'.length));
      await second.type(inputs.sourceUsername.title, username);
      await second.type('Cut over now?', 'n');
      expect(await second.waitForEnd()).toEqual({ exitCode: 0, signal: null });
      // One for the try before, and one for each in this run.
      expect(second.text().split(refused.replace(/\.$/, ''))).toHaveLength(3);
      expect(journalIn(place).inputs.sourceUsername).toBe(username);
      expect(place.sandbox.migrations()).toHaveLength(1);
    });
  },
);
