import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { journalIn, openPlace, sitDown } from '../support/wizard.ts';

describe.skipIf(process.platform === 'win32')(
  'Ctrl-C among the questions (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it('keeps the answers as suggestions, which are asked for again and only then remembered', async () => {
      const place = await openPlace();
      const kept = join(place.directory, '.livemig', 'answers.json');
      const first = sitDown(place, { args: ['link'] });
      await first.choose(inputs.manager.title, 'Cloud Manager');
      await first.choose(inputs.atlasProject.title, 'billing');
      await first.isAsked(inputs.destinationCluster.title);
      first.press('ctrl-c');
      expect(await first.waitForEnd()).toEqual({ exitCode: 130, signal: null });
      expect(Object.keys(JSON.parse(readFileSync(kept, 'utf8')))).toEqual(['manager', 'atlasProject']);
      expect(existsSync(join(place.directory, '.livemig', 'state.json'))).toBe(false);

      const second = sitDown(place, { args: ['link'] });
      await second.accept(inputs.manager.title);
      await second.isAsked(inputs.atlasProject.title);
      expect(second.screen()).toContainEqual(expect.stringMatching(/^❯ billing .*\(default\)/));
      await second.accept(inputs.atlasProject.title);
      await second.choose(inputs.destinationCluster.title, 'Billing0');
      await second.choose('Do this now?', 'Yes');
      expect(await second.waitForEnd()).toEqual({ exitCode: 0, signal: null });
      expect([journalIn(place).inputs.destinationCluster, existsSync(kept)]).toEqual(['Billing0', false]);
    });
  },
);
