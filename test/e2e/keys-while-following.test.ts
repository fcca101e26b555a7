import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hurriedClock } from '../support/hurried-clock.ts';
import { runCommand } from '../support/test-ports.ts';
import { openPlace, type Person, sitDown } from '../support/wizard.ts';

/** Somebody who follows a migration that does not become ready, in a window whose shell says how it was left. */
async function following(args: readonly string[], faults = ['lag=grows']) {
  const place = await openPlace({ faults });
  const { env } = place.sandbox;
  const dir = join(place.directory, '.livemig');
  for (const command of [['link'], ['provision'], ['start', '--detach']]) {
    const argv = [...command, '--no-input', '--dir', dir];
    expect((await runCommand(argv, { env, clock: hurriedClock() })).result.error).toBeNull();
  }
  const afterwards = 'echo "ended with $?"; stty -a | grep -o "[-a-z]*icanon\\|[-a-z]*isig\\|[-a-z]*echo "';
  const person = sitDown(place, { args, env, afterwards });
  const pid = () => z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).pid;
  return { person, pid, place };
}

describe.skipIf(process.platform === 'win32')(
  'keys while a migration is followed (skipped on Windows, where none are heard)',
  () => {
    it.each([['start'], ['status', '--watch']])('%s %s shows details, and is left by q', async (...args) => {
      const { person } = await following(args);
      await person.waitFor('[d] details');
      await person.keys('d');
      await person.waitFor('source at');
      await person.keys('q');
      expect(await leftWith(person)).toBe(8);
      expect(person.text()).toContain('You left. The migration goes on in Atlas. Next: livemig');
    });

    it('is stopped by Ctrl-C as without them', async () => {
      const { person } = await following(['start']);
      await person.waitFor('[d] details');
      person.press('ctrl-c');
      expect(await leftWith(person)).toBe(130);
    });

    it('leaves the terminal as it was where it is told to end', async () => {
      const { person, pid } = await following(['start']);
      await person.waitFor('[d] details');
      process.kill(pid(), 'SIGTERM');
      expect(await leftWith(person)).toBe(143);
    });

    it('leaves all keys to the question that comes after it', async () => {
      const { person, place } = await following(['start']);
      await person.waitFor('[d] details');
      await person.keys('d');
      await person.waitFor('source at');
      await fetch(`${place.sandbox.controlUrl}/faults`, { method: 'DELETE' });
      await person.isAsked('Cut over now?');
      await person.keys('yes\r');
      await person.isAsked('Type Billing0 to go on');
      await person.keys('\r');
      expect(await leftWith(person)).toBe(130);
    });

    it('says at home which migration it is, and shows what there is to see of it', async () => {
      const { person } = await following([]);
      await person.isAsked('Stage 3 of 3');
      expect(person.text()).toMatch(/rs-billing to Billing0, directory \.livemig migration \w{24}, started .* by /);
      await person.choose('Stage 3 of 3', 'Plan of the cutover');
      await person.waitFor('request: Atlas is asked to cut over to Billing0');
      await person.choose('Stage 3 of 3', 'Status of every step');
      await person.waitFor('Create the migration');
      await person.choose('Stage 3 of 3', 'Leave');
      expect(await leftWith(person)).toBe(0);
    });

    it('hears none with --no-input', async () => {
      const { person } = await following(['start', '--no-input', '--timeout', '3s']);
      await person.waitFor('waiting for');
      await person.keys('q');
      expect(await leftWith(person)).toBe(8);
      expect(person.text()).not.toContain('You left');
      expect(person.text()).not.toContain('[d] details');
    });
  },
);

/** The exit code; the terminal has to be as a shell wants it. */
async function leftWith(person: Person): Promise<number> {
  await person.waitForEnd();
  const mode = person.scrollback().filter((line) => /^-?(?:isig|icanon|echo)$/.test(line.trim()));
  expect(mode.map((line) => line.trim()).toSorted()).toEqual(['echo', 'icanon', 'isig']);
  return Number(/ended with (\d+)/.exec(person.text())?.[1]);
}
