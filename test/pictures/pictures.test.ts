import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPicture } from './draw-picture.ts';
import { steady } from './steady.ts';
import { openStudio, type Shot, type Studio } from './studio.ts';

const folder = join(import.meta.dirname, '../../.github/pictures');
const columns = 100;

/**
 * The pictures of the documents, each made anew of a real run. One that is another now fails here; `npm run pictures` puts
 * the new ones in their place, to be looked at before they are committed.
 */
describe.skipIf(process.platform === 'win32')(
  'the pictures of the documents (skipped on Windows, where other characters are drawn)',
  () => {
    let studio: Studio;
    beforeAll(async () => {
      studio = await openStudio(columns);
    });
    afterAll(() => studio.close());

    const isStill = async (name: string, title: string, shot: Shot) => {
      const lines = steady(await studio.shoot(shot));
      const picture = drawPicture({ title, lines, columns });
      await expect(picture).toMatchFileSnapshot(join(folder, `${name}.svg`), 'npm run pictures draws it anew');
    };

    it('show the wizard', () =>
      isStill('wizard', 'livemig asks for the destination cluster', {
        args: [],
        without: ['LIVEMIG_ATLAS_PROJECT', 'LIVEMIG_DESTINATION_CLUSTER'],
        answers: [
          ['Go on?', '\r'],
          ['❯ billing', '\r'],
          ['BillingTest', ''],
        ],
        until: 'esc back',
      }));

    const check = { args: ['check', '--quiet'], onTheDay: true } as const;

    it('show what is checked before: with the source alone, where something blocks', async () => {
      const customers = (source: MongoClient) => source.db('shop').collection('customers');
      const index = 'email_sparse';
      await studio.inSource((source) => customers(source).createIndex({ email: 1 }, { name: index, sparse: true }));
      await isStill('check-blocked', 'livemig check of a source: not ready, with what blocks and what mends it', {
        ...check,
        only: 'LIVEMIG_SOURCE_URI',
      });
      await studio.inSource((source) => customers(source).dropIndex(index));
    });

    it('show what is checked before: with everything, where nothing blocks', () =>
      isStill('check-healthy', 'livemig check of a healthy source and destination: no blocker', check));

    it('show a stage that is blocked', async () => {
      await studio.run('link');
      await studio.run('provision');
      await isStill('blocked', 'livemig start is blocked, and says why and what to do', {
        args: ['start'],
        without: ['LIVEMIG_DESTINATION_CLUSTER', 'LIVEMIG_SOURCE_URI'],
        answers: [
          ['❯ Billing0', '\u001B[B'],
          ['❯ BillingLegacy', '\r'],
          ['What now?', ''],
        ],
        until: 'enter choose',
      });
    });

    it('show how a migration is followed', async () => {
      await studio.run('start', '--detach');
      await studio.fallBehind(42);
      await isStill('following', 'livemig goes on where it was, and follows the migration', {
        args: [],
        goesOn: true,
        answers: [['Go on?', '\r']],
        // Seen a moment after the rest.
        until: '(approximate',
      });
    });

    it('show how it ends', async () => {
      await studio.catchUp();
      await studio.run('start');
      await isStill('result', 'livemig cutover, and what has come of it', {
        args: ['cutover'],
        goesOn: true,
        answers: [['Type Billing0', 'Billing0\r']],
      });
    });
  },
);
