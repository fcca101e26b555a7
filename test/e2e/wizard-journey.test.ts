import { describe, expect, it } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { migrateByKeyboard } from '../support/migrate-by-keyboard.ts';
import {
  credentialsIn,
  journalIn,
  openPlace,
  type Person,
  type Place,
  sitDown,
  withSourceUser,
} from '../support/wizard.ts';

const finished = { exitCode: 0, signal: null };

/** The line of the comparison of both sides that begins so, with one space between its columns. */
function comparedLine(person: Person, name: string): string | undefined {
  return person
    .scrollback()
    .findLast((line) => line.startsWith(`  ${name} `))
    ?.trim()
    .replaceAll(/\s{2,}/g, ' | ');
}

function expectMigrated(place: Place, person: Person): void {
  const text = person.text();
  expect(text).toMatch(/✔ Compare source and destination: identical: [\d,]+ documents in 7 namespaces/);
  expect(text).toMatch(
    /Next: livemig status \(?the migration is complete: point the applications at the destination\)?$/,
  );
  expect(text).not.toMatch(/undefined|\[object|BUG/);
  expect(Object.values(journalIn(place).steps).map(({ state }) => state)).toEqual(
    expect.not.arrayContaining(['started']),
  );
  const written = place.sandbox.requests().filter(({ method, status }) => method !== 'GET' && status !== 401);
  expect(written.filter(({ path }) => path.endsWith('/liveMigrations'))).toHaveLength(1);
  expect(place.sandbox.migrations().map(({ status }) => status)).toEqual(['COMPLETE']);
}

describe.skipIf(process.platform === 'win32')(
  'the whole migration by keyboard (skipped on Windows, because the terminal session is not made for it)',
  () => {
    it.each([
      ['fast', 0],
      ['slowly', 40],
    ])('of somebody who types %s', async (_, msPerKey) => {
      const place = await openPlace(withSourceUser);
      const { person, end } = await migrateByKeyboard(place, { msPerKey });
      expect(end).toEqual(finished);
      expectMigrated(place, person);
      const text = person.text();
      expect(text).toContain('link ○ → provision ○ → start ○');
      expect(text).toMatch(/1 ✔ Link token made \d+ s ago, not used yet 2 ○ Provision 3 ○ Start/);
      expect(text).toContain('2 ✔ Provision mig01.corp.example can migrate project billing-prod 3 ○ Start');
      expect(text.match(/✔ \d+ checks passed/g)).toHaveLength(3);
      expect(comparedLine(person, 'version')).toBe('version | MongoDB 7.0.24 | MongoDB 7.0.25');
      expect(comparedLine(person, 'name')).toBe('name | rs-billing | Billing0');
      expect(text).toContain('+ Will create a live migration from rs-billing to Billing0');
      expect(text).toContain(`✔ ${inputs.sourcePassword.title} ********`);
    });

    it('from Ops Manager, in a window of 60 columns', async () => {
      const place = await openPlace({ manager: 'ops-manager' });
      const { LIVEMIG_MANAGER_URL: managerUrl = '', ...env } = credentialsIn(place.sandbox);
      const person = sitDown(place, { env, columns: 60 });
      await person.accept('Go on?');
      await person.choose(inputs.manager.title, 'Ops Manager');
      await person.choose(inputs.atlasProject.title, 'billing');
      await person.choose(inputs.destinationCluster.title, 'Billing0');
      await person.type(inputs.managerIps.title, '203.0.113.7 198.51.100.0/24');
      await person.type(inputs.acceptMigrationAgreement.title, 'y');
      await person.accept('Do this now?');
      await person.accept('Go on?');
      await person.type(inputs.managerUrl.title, managerUrl);
      await person.choose(inputs.sourceProject.title, 'billing-prod');
      await person.choose(inputs.migrationHost.title, 'Another host');
      await person.type(inputs.migrationHost.title, 'mig01.corp.example');
      await person.choose(inputs.agent.title, 'Write a script');
      await person.type(inputs.migrationHostIp.title, '203.0.113.25');
      await person.accept('Do this now?');
      await person.accept('Go on?');
      await person.accept('Do this now?');
      await person.type('Cut over now?', 'y');
      await person.type('Type Billing0 to go on', 'Billing0');
      expect(await person.waitForEnd()).toEqual(finished);
      expectMigrated(place, person);
      expect(person.text()).toContain('▲ E09 the source runs MongoDB 5.0.31 in Ops Manager');
      expect(journalIn(place).inputs.managerIps).toEqual(['203.0.113.7', '198.51.100.0/24']);
      expect(comparedLine(person, 'version')).toBe('version | MongoDB 5.0.31 | MongoDB 6.0.26');
    });

    it('in plain lines, for who listens, until the source is connected', async () => {
      const place = await openPlace();
      const person = sitDown(place, { args: ['--accessible'] });
      await person.reply('Go on?', '');
      await person.reply(inputs.manager.title, 'cloud');
      await person.reply(inputs.atlasProject.title, '1');
      await person.reply(inputs.destinationCluster.title, 'billing0');
      await person.reply('Do this now?', 'yes');
      await person.reply('Go on?', 'y');
      await person.reply(inputs.sourceProject.title, 'billing-prod');
      await person.reply(inputs.migrationHost.title, 'another');
      await person.reply(inputs.migrationHost.title, 'mig01.corp.example');
      await person.reply(inputs.agent.title, 'write');
      await person.reply(inputs.migrationHostIp.title, '203.0.113.25');
      await person.reply('Do this now?', '1');
      await person.reply('Go on?', 'no');
      expect(await person.waitForEnd()).toEqual(finished);
      const text = person.text();
      expect(text).toContain('2. Done: Provision, mig01.corp.example can migrate project billing-prod 3. To do: Start');
      expect(text).toMatch(/Next: livemig start \([^)]*\)$/);
      // Nothing is drawn over again, and no sign has to be known.
      const sequences = person.raw().split('\u001B[').slice(1);
      expect(sequences.filter((sequence) => !/^[\d;]*m/.test(sequence))).toEqual([]);
      expect(text).not.toMatch(/[✔✖▲❯○●]/);
    });
  },
);
