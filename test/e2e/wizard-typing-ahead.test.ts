import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hurriedClock } from '../support/hurried-clock.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { runCommand } from '../support/test-ports.ts';
import { openPlace, type Place, sitDown } from '../support/wizard.ts';

/** Keys that come while a service is asked, for as long as they are there. */
function impatience() {
  let press = () => {};
  return {
    whileAsked:
      (what: RegExp) =>
      async ({ method, path }: { method: string; path: string }, phase: string) => {
        if (phase === 'before' && what.test(`${method} ${path}`)) press();
        return undefined;
      },
    is: (keys: () => void) => {
      press = keys;
    },
  };
}

function changesTo({ sandbox }: Place, what: RegExp): string[] {
  return sandbox.requests().flatMap(({ method, path }) => (what.test(`${method} ${path}`) ? [path] : []));
}

const notApproved = { exitCode: 130, signal: null };
const destinationIsRead = /^GET .*\/clusters\/Billing0$/;

describe.skipIf(process.platform === 'win32')(
  'what is typed before a question is on the screen (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it('approves no plan', async () => {
      const { whileAsked, is } = impatience();
      const place = await openPlace({ onRequest: whileAsked(destinationIsRead) }, startPaperSandbox);
      const person = sitDown(place, { args: ['link'], env: place.sandbox.env });
      is(() => person.press('enter'));
      await person.choose('Do this now?', 'Leave');
      expect(await person.waitForEnd()).toEqual(notApproved);
      expect(changesTo(place, /^POST /)).toEqual([]);
    });

    it('approves no plan that is read aloud', async () => {
      const { whileAsked, is } = impatience();
      const place = await openPlace({ onRequest: whileAsked(destinationIsRead) }, startPaperSandbox);
      const person = sitDown(place, { args: ['link', '--accessible'], env: place.sandbox.env });
      is(() => void person.keys('yes\r'));
      await person.reply('Do this now?', 'leave');
      expect(await person.waitForEnd()).toEqual(notApproved);
      expect(changesTo(place, /^POST /)).toEqual([]);
    });

    it('confirms no cutover', async () => {
      const { whileAsked, is } = impatience();
      const place = await openPlace({ onRequest: whileAsked(/^GET .*\/liveMigrations\/\w+$/) }, startPaperSandbox);
      const { env } = place.sandbox;
      for (const command of ['link', 'provision', 'start']) {
        const argv = [command, '--no-input', '--dir', join(place.directory, '.livemig')];
        expect((await runCommand(argv, { env, clock: hurriedClock() })).result.error).toBeNull();
      }
      const person = sitDown(place, { args: ['cutover'], env });
      is(() => void person.keys('Billing0\r'));
      await person.type('Type Billing0 to go on', '');
      expect(await person.waitForEnd()).toEqual(notApproved);
      expect(person.text()).toContain('Not cut over. The migration goes on as it is.');
      expect(changesTo(place, /^PUT .*\/cutover$/)).toEqual([]);
    });
  },
);
