import { describe, expect, it } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { credentialsIn, journalIn, openPlace, type Place, sitDown } from '../support/wizard.ts';

const left = { exitCode: 130, signal: null };

function writesTo({ sandbox }: Place): string[] {
  return sandbox.requests().flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]));
}

/** 300 projects after the usual one, and one without any cluster. */
const manyProjects = {
  path: 'many.json',
  content: {
    atlas: {
      projects: [
        { name: 'billing', clusters: [{ name: 'Billing0' }, { name: 'Billing1' }] },
        { name: 'empty' },
        ...Array.from({ length: 300 }, (_, index) => ({
          name: `project-${index}`,
          clusters: [{ name: `Cluster${index}` }, { name: 'Other' }],
        })),
      ],
    },
  },
};

describe.skipIf(process.platform === 'win32')(
  'a person at the wizard (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it('is asked again for a key that is refused', async () => {
      const place = await openPlace({}, startPaperSandbox);
      const {
        LIVEMIG_ATLAS_PUBLIC_KEY: publicKey = '',
        LIVEMIG_ATLAS_PRIVATE_KEY: privateKey = '',
        ...env
      } = credentialsIn(place.sandbox);
      const person = sitDown(place, { args: ['link'], env });
      await person.choose('Atlas credentials', 'API key');
      await person.type('Public key', publicKey);
      await person.type('Private key', 'mistyped-by-a-person');
      await person.accept('Atlas credentials');
      // What was right need not be typed again.
      await person.accept(`Public key (${publicKey})`);
      await person.type('Private key', privateKey);
      await person.choose(inputs.manager.title, 'Cloud Manager');
      await person.isAsked(inputs.atlasProject.title);
      person.press('ctrl-c');
      expect(await person.waitForEnd()).toEqual(left);
      expect(person.text()).toMatch(/✔ Private key \*{8} ▲ Atlas .*✔ Private key \*{8} ✔ What manages/);
      expect(person.text()).toMatch(/Next: livemig link \(continues where it stopped\)$/);
    });

    it('searches a long list, comes out of an empty one, and goes back', async () => {
      const place = await openPlace({ scenarioFile: manyProjects }, startPaperSandbox);
      const person = sitDown(place, { args: ['link'] });
      await person.choose(inputs.manager.title, 'Cloud Manager');
      await person.isAsked(inputs.atlasProject.title);
      await person.waitFor((screen) => screen.filter((line) => /^..project-\d+ /.test(line)).length === 8);
      await person.search(inputs.atlasProject.title, 'empty');
      await person.isAsked('Destination cluster: there is none');
      expect(person.text()).toContain('Create a dedicated cluster (M10 or larger');
      await person.choose('Destination cluster: there is none', 'Look again');
      await person.isAsked('Destination cluster: there is none');
      person.press('escape');
      await person.search(inputs.atlasProject.title, 'project-271');
      await person.isAsked(inputs.destinationCluster.title);
      expect(person.screen()).toContainEqual(expect.stringMatching(/^❯ Cluster271 /));
      person.press('escape');
      await person.search(inputs.atlasProject.title, 'billing');
      await person.choose(inputs.destinationCluster.title, 'Billing1');
      await person.choose('Do this now?', 'Yes');
      expect((await person.waitForEnd()).exitCode).toBe(0);
      expect(journalIn(place).inputs.destinationCluster).toBe('Billing1');
    });

    it('chooses otherwise when the plan is shown, and leaves everything as it was', async () => {
      const place = await openPlace();
      const person = sitDown(place, { args: ['link'] });
      await person.choose(inputs.manager.title, 'Cloud Manager');
      await person.choose(inputs.atlasProject.title, 'reporting');
      await person.choose('Do this now?', 'Change an answer');
      await person.isAsked('Which answer?');
      expect(person.text()).toMatch(/ - Atlas base URL: \S+ \(set by LIVEMIG_ATLAS_URL\)/);
      person.press('escape');
      await person.choose('Do this now?', 'Change an answer');
      await person.choose('Which answer?', 'Atlas project that holds the destination cluster: reporting');
      await person.isAsked(inputs.atlasProject.title);
      expect(person.screen()).toContainEqual(expect.stringMatching(/^❯ reporting .*\(default\)/));
      await person.choose(inputs.atlasProject.title, 'billing');
      await person.choose(inputs.destinationCluster.title, 'Billing0');
      await person.isAsked('Do this now?');
      expect(person.text()).toMatch(/ name - Reporting0 .* name - Billing0 /);
      await person.choose('Do this now?', 'Show the command');
      await person.isAsked('Do this now?');
      expect(person.text()).toMatch(/--atlas-project billing --destination-cluster Billing0 /);
      await person.choose('Do this now?', 'Leave');
      expect(await person.waitForEnd()).toEqual(left);
      expect(person.text()).toMatch(
        /Leave, and go on later ℹ You left; nothing was changed\. Next: livemig link \([^)]*\)$/,
      );
      expect(writesTo(place)).toEqual([]);
    });

    it('answers rightly in a window that changes its size meanwhile', async () => {
      const place = await openPlace({}, startPaperSandbox);
      const person = sitDown(place, { args: ['link'] });
      await person.choose(inputs.manager.title, 'Cloud Manager');
      await person.choose(inputs.atlasProject.title, 'billing');
      await person.isAsked(inputs.destinationCluster.title);
      for (const columns of [50, 100]) {
        person.resize(columns, 30);
        person.press('down');
        await person.waitFor((screen) =>
          screen.some((line) => line.startsWith('❯ Billing') && !line.includes('Billing0')),
        );
        person.press('up');
        await person.waitFor((screen) => screen.some((line) => line.startsWith('❯ Billing0')));
      }
      await person.choose(inputs.destinationCluster.title, 'Billing0');
      await person.choose('Do this now?', 'Yes');
      expect((await person.waitForEnd()).exitCode).toBe(0);
      expect(journalIn(place).inputs.destinationCluster).toBe('Billing0');
    });

    it('types; what is piped in is no answer', async () => {
      const place = await openPlace({}, startPaperSandbox);
      const person = sitDown(place, { stdin: 'y\ny\n' });
      expect((await person.waitForEnd()).exitCode).toBe(0);
      const status = sitDown(place, { args: ['status'] });
      expect((await status.waitForEnd()).exitCode).toBe(0);
      const words = (text: string) => text.replace(/livemig(?: status)?: not/, 'not');
      expect(words(person.text())).toBe(words(status.text()));
      expect(person.text()).toMatch(/Next: livemig link \([^)]*\)$/);
      expect(writesTo(place)).toEqual([]);
    });
  },
);
