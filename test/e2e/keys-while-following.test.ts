import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hurriedClock } from '../support/hurried-clock.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { runCommand } from '../support/test-ports.ts';
import { openPlace, type Person, sitDown } from '../support/wizard.ts';

/** A migration that does not become ready, and people who sit down at it, in windows whose shells say how they were left. */
async function following() {
  const place = await openPlace({ faults: ['migration=hangs-copying'] }, startPaperSandbox);
  const { env } = place.sandbox;
  const dir = join(place.directory, '.livemig');
  for (const command of [['link'], ['provision'], ['start', '--detach']]) {
    const argv = [...command, '--no-input', '--dir', dir];
    expect((await runCommand(argv, { env, clock: hurriedClock() })).result.error).toBeNull();
  }
  const afterwards = 'echo "ended with $?"; stty -a | grep -o "[-a-z]*icanon\\|[-a-z]*isig\\|[-a-z]*echo "';
  return {
    sit: (...args: readonly string[]) => sitDown(place, { args, env, afterwards }),
    pid: () => z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).pid,
    recover: () => fetch(`${place.sandbox.controlUrl}/faults`, { method: 'DELETE' }),
  };
}

/** The exit code; the terminal has to be as a shell wants it. */
async function leftWith(person: Person): Promise<number> {
  await person.waitForEnd();
  const mode = person.scrollback().filter((line) => /^-?(?:isig|icanon|echo)$/.test(line.trim()));
  expect(mode.map((line) => line.trim()).toSorted(), person.scrollback().join('\n')).toEqual([
    'echo',
    'icanon',
    'isig',
  ]);
  return Number(/ended with (\d+)/.exec(person.text())?.[1]);
}

describe.skipIf(process.platform === 'win32')(
  'keys while a migration is followed (skipped on Windows, where none are heard)',
  () => {
    it('show details, and leave: by q with 8, by Ctrl-C with 130, by SIGTERM with 143', async () => {
      const { sit, pid } = await following();
      for (const args of [['start'], ['status', '--watch']]) {
        const leaving = sit(...args);
        await leaving.waitFor('[d] details');
        await leaving.keys('d');
        await leaving.waitFor('source at');
        await leaving.keys('q');
        expect(await leftWith(leaving)).toBe(8);
        expect(leaving.text()).toContain('You left. The migration goes on in Atlas. Next: livemig');
      }
      const stopping = sit('start');
      await stopping.waitFor('[d] details');
      stopping.press('ctrl-c');
      expect(await leftWith(stopping)).toBe(130);
      const terminated = sit('start');
      await terminated.waitFor('[d] details');
      process.kill(pid(), 'SIGTERM');
      expect(await leftWith(terminated)).toBe(143);
    });

    it('are all left to the question that comes after it; at home it says which migration it is', async () => {
      const { sit, recover } = await following();
      const home = sit();
      await home.isAsked('Stage 3 of 3');
      expect(home.text()).toMatch(/rs-billing to Billing0, directory \.livemig migration \w{24}, started .* by /);
      await home.choose('Stage 3 of 3', 'Plan of the cutover');
      await home.waitFor('request: ask Atlas to cut over to Billing0');
      await home.choose('Stage 3 of 3', 'Status of every step');
      await home.waitFor('Create the migration');
      await home.choose('Stage 3 of 3', 'Leave');
      expect(await leftWith(home)).toBe(0);

      const person = sit('start');
      await person.waitFor('[d] details');
      await person.keys('d');
      await person.waitFor('source at');
      await recover();
      await person.isAsked('Cut over now?');
      await person.keys('yes\r');
      await person.isAsked('Type Billing0 to go on');
      // Seen right before the question, and no other since.
      expect(person.text().match(/Gates: /g)).toHaveLength(1);
      await person.keys('\r');
      expect(await leftWith(person)).toBe(130);
    });

    it('show what is ready on the one screen, however large the window is', async () => {
      const { sit, recover } = await following();
      const watching = sit('status', '--watch');
      await watching.waitFor('[d] details');
      await recover();
      const parts = ['rs-billing → Billing0', 'ready ●', 'lag ', 'deadline ', 'waits for somebody to cut over'];
      const later = [/of 12 gates refuse/, /then +`livemig cutover`/, /d\]? details/];
      const isWhole = (screen: readonly string[]) => {
        const text = screen.join(' ').replaceAll(/\s+/g, ' ');
        return parts.every((part) => text.includes(part)) && later.every((part) => part.test(text));
      };
      await watching.waitFor(isWhole);
      await watching.keys('p');
      await watching.waitFor('gates seen');
      await watching.keys('p');
      for (const [columns, rows] of [
        [60, 20],
        [40, 15],
      ] as const) {
        watching.resize(columns, rows);
        await watching.waitFor((screen) => isWhole(screen) && screen.length <= rows);
      }
      await watching.keys('q');
      expect(await leftWith(watching)).toBe(8);
    });

    it('are not heard with --no-input', async () => {
      const { sit } = await following();
      const person = sit('start', '--no-input', '--timeout', '3s');
      await person.waitFor('waiting for');
      await person.keys('q');
      expect(await leftWith(person)).toBe(8);
      expect(person.text()).not.toContain('You left');
      expect(person.text()).not.toContain('[d] details');
    });
  },
);
