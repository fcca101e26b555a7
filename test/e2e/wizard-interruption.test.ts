import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { linkByKeyboard, provisionByKeyboard, startByKeyboard } from '../support/migrate-by-keyboard.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { openPlace, type Person, type Place, sitDown, withSourceUser } from '../support/wizard.ts';

/** Ctrl-C during a wait. */
async function interrupt(person: Person): Promise<void> {
  person.press('ctrl-c');
  expect(await person.waitForEnd()).toEqual({ exitCode: 130, signal: null });
  expect(person.isCursorHidden()).toBe(false);
  expect(person.text()).toMatch(
    /ℹ Stopped (?:by Ctrl-C|before GET \S+ was answered)\. Next: livemig \(continues where it stopped\)$/,
  );
}

/** What goes wrong in the sandbox from now on. */
async function setFaults({ sandbox }: Place, faults: readonly string[]): Promise<void> {
  const url = `${sandbox.controlUrl}/faults`;
  await fetch(url, { method: 'DELETE' });
  expect((await fetch(url, { method: 'POST', body: JSON.stringify({ faults }) })).status).toBe(204);
}

const ofTheWizard = ['Stage 1 of 3', 'Stage 2 of 3', 'Stage 3 of 3', 'Do this now?', 'Ready. Stop every write'];
const questions = [...ofTheWizard, ...Object.values(inputs).map(({ title }) => title)];

/** The questions that were ever drawn, as they were written: the window may have broken their lines since. */
function asked(person: Person): string[] {
  const written = stripVTControlCharacters(person.raw()).replaceAll(/\s+/g, ' ');
  return questions.filter((question) => written.includes(`? ${question}`));
}

const waitsForAgent = /Install the MongoDB Agent .*: waiting/;

describe.skipIf(process.platform === 'win32')(
  'after an interruption (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it('one key goes on with the same wait, and nothing is asked again', async () => {
      const place = await openPlace({ ...withSourceUser, faults: ['agent=never'] }, startPaperSandbox);
      const first = sitDown(place);
      await linkByKeyboard(first);
      await provisionByKeyboard(first, place);
      await first.waitFor(waitsForAgent);
      await interrupt(first);

      const second = sitDown(place);
      await second.accept('Stage 2 of 3');
      await second.waitFor(waitsForAgent);
      expect(second.text()).toContain('2 ● Provision waiting for mig01.corp.example to report');
      await setFaults(place, ['migration=never-starts']);
      await second.isAsked('Stage 3 of 3');
      expect(asked(second)).toEqual(['Stage 2 of 3', 'Stage 3 of 3']);
      await startByKeyboard(second, place);
      await second.waitFor('what is scheduled');
      await interrupt(second);

      const third = sitDown(place, { columns: 60 });
      await third.accept('Stage 3 of 3');
      await third.waitFor('what is scheduled');
      third.resize(40, 24);
      await setFaults(place, []);
      await third.isAsked('Cut over now?');
      expect(asked(third)).toEqual(['Stage 3 of 3', 'Ready. Stop every write']);
      third.resize(100, 30);
      await third.accept('Cut over now?');
      expect(await third.waitForEnd()).toEqual({ exitCode: 0, signal: null });
      expect(third.text()).toMatch(/livemig: ready for cutover .*Next: livemig cutover --confirm Billing0 /);
    });

    it('by Ctrl-Z the shell has the terminal, and fg goes on with the same question', async () => {
      const person = sitDown(await openPlace({}, startPaperSandbox), {
        beginning: 'set -m',
        afterwards: 'echo stopped; fg',
      });
      await person.isAsked('Stage 1 of 3');
      person.press('ctrl-z');
      await person.waitFor('stopped');
      await person.accept('Stage 1 of 3');
      await person.choose(inputs.manager.title, 'Cloud Manager');
      await person.isAsked(inputs.atlasProject.title);
    });
  },
);
