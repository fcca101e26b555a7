import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NearbyMigration, Prompter } from '../../../src/core/ports.ts';
import { runCommand } from '../../support/test-ports.ts';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'livemig-others-'));
});
afterAll(() => rmSync(place, { recursive: true }));

const billing = { path: '../billing-move/.livemig', destination: 'Billing0', isCreated: true, isAbove: false } as const;
const linked = { path: '../or ders', isCreated: false, isAbove: false } as const;
const above = { path: '../.livemig', isCreated: true, isAbove: true } as const;

/** Nobody may be asked anything, and nothing may be written. */
const nobody: Prompter = {
  ask: async ({ message }) => Promise.reject(new Error(`asked: ${message}`)),
  askOrBack: async ({ message }) => Promise.reject(new Error(`asked: ${message}`)),
};

async function run(argv: readonly string[], migrations: readonly NearbyMigration[], prompter?: Prompter) {
  const findMigrations = async (directory: string) => ({
    place: `/abs/${directory.slice(place.length + 1)}`,
    migrations,
  });
  const dir = ['--dir', join(place, '.livemig')];
  const options = { env: {}, findMigrations, ...(prompter === undefined ? {} : { prompter }) };
  const ran = await runCommand([...argv, ...dir], options);
  expect(readdirSync(place)).toEqual([]);
  const notes = ran.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  return { ...ran, notes };
}

describe('a cutover where there is no migration', () => {
  it.each([undefined, nobody])('asks nothing, and names the directory', async (prompter) => {
    const { result } = await run(['cutover'], [], prompter);
    expect(result).toMatchObject({
      exitCode: 3,
      error: {
        code: 'NO_MIGRATION',
        message: 'There is no migration to cut over: /abs/.livemig holds no journal.',
        fix: expect.stringMatching(
          /^`livemig status --dir \S+` shows what comes first here; --dir names the directory of another migration\.$/,
        ),
      },
    });
  });

  it('names the one that there is, and not one that has only been linked', async () => {
    const { result } = await run(['cutover'], [linked, billing], nobody);
    expect(result.error?.fix).toBe(
      'There is one into Billing0 in ../billing-move/.livemig: `livemig cutover --dir ../billing-move/.livemig`.',
    );
  });

  it('says so as well in a dry run', async () => {
    expect((await run(['cutover', '--dry-run'], [])).result.error?.code).toBe('NO_MIGRATION');
  });
});

describe.each([['status'], ['provision'], ['start']])('%s where there is no migration', (...argv) => {
  it('says where there is one, with the command', async () => {
    const { notes } = await run(argv, [linked]);
    const command = ['livemig', ...argv].join(' ');
    expect(notes).toContain(
      `No journal of a migration in /abs/.livemig. There is one in ../or ders: \`${command} --dir '../or ders'\`.`,
    );
  });
});

it('livemig without a terminal says what status says', async () => {
  expect((await run([], [linked])).notes).toEqual((await run(['status'], [linked])).notes);
});

it('status names the directory where there is none anywhere', async () => {
  expect((await run(['status'], [])).notes).toEqual(['No journal of a migration in /abs/.livemig.']);
});

it('a link begins another migration beside one, and is told of one above only', async () => {
  expect((await run(['link'], [billing])).notes).toEqual([]);
  expect((await run(['link'], [billing, above])).notes).toEqual([
    'No journal of a migration in /abs/.livemig. There is one in ../.livemig: `livemig link --dir ../.livemig`.',
  ]);
});
