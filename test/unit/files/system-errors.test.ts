import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { openMigrationFiles } from '../../../src/files/migration-files.ts';
import { systemReason, systemRemedy } from '../../../src/files/system-error.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';
import { refusalCodes } from './refusal-codes.ts';

/** What is done with the files of a migration, and the effect that the system refuses meanwhile. */
const refused = [
  ['open', '^lstat state$'],
  ['lock.acquire', '^rm lock.*tmp$'],
  ['lock.acquire', '^open lock\\..*tmp$'],
  ['lock.verify', '^open lock$'],
  ['state.load', '^open state.json$'],
  ['state.load', '^readFile state.json$'],
  ['state.save', '^open state.json.tmp$'],
  ['state.save', '^sync state.json.tmp$'],
  ['state.save', '^rename state.json$'],
  ['state.save', '^open lock$'],
  ['audit.append', '^open events.ndjson$'],
  ['audit.append', '^readFile events.ndjson$'],
  ['audit.append', '^appendFile events.ndjson$'],
  ['audit.append', '^sync events.ndjson$'],
  ['audit.read', '^open events.ndjson$'],
  ['secrets.get', '^open secrets.json$'],
  ['secrets.set', '^rename secrets.json$'],
  ['secrets.remove', '^rm secrets.json$'],
  ['scripts.write', '^rename install-agent-h.sh$'],
  ['scripts.write', '^chmod install-agent-h.sh$'],
] as const satisfies readonly (readonly [keyof typeof actions, string])[];

type Files = Awaited<ReturnType<typeof openMigrationFiles>>;
const journal = { schemaVersion: 1, createdAt: '2026-01-01T00:00:00.000Z', inputs: {}, steps: {} } as const;
const actions = {
  open: async (_: Files, place: string) => void (await openFiles(place)),
  'lock.acquire': ({ lock }: Files) => lock.acquire('livemig link'),
  'lock.verify': ({ lock }: Files) => lock.verify(),
  'state.load': async ({ state }: Files) => void (await state.load()),
  'state.save': ({ state }: Files) => state.save(journal),
  'audit.append': ({ audit }: Files) => audit.append({ kind: 'decision', decision: 'approved' }),
  'audit.read': async ({ audit }: Files) => void (await audit.read()),
  'secrets.get': async ({ secrets }: Files) => void (await secrets.get('linkToken')),
  'secrets.set': ({ secrets }: Files) => secrets.set('agentKey', new Secret('another')),
  'secrets.remove': ({ secrets }: Files) => secrets.remove('linkToken'),
  'scripts.write': async ({ scripts }: Files) => void (await scripts.write('install-agent-h.sh', 'true')),
};

function openFiles(place: string): Promise<Files> {
  return openMigrationFiles(place, {
    ...{
      pid: process.pid,
      host: 'here',
      user: 'me',
      uid: process.getuid?.(),
      clock: { ...realClock, now: () => new Date(0) },
    },
    ...{ isAlive: () => true, warn: () => {} },
  });
}

/** A migration directory with one of each file in it. */
async function filled(): Promise<string> {
  const place = `${await temporaryDirectory()}/state`;
  const files = await openFiles(place);
  await files.lock.acquire('livemig link');
  await files.state.save(journal);
  await files.audit.append({ kind: 'decision', decision: 'approved' });
  await files.secrets.set('linkToken', new Secret('a-token'));
  await files.scripts.write('install-agent-h.sh', 'false');
  await files.lock.release();
  return place;
}

describe('a system error', () => {
  it.each(refused)('in %s, at %s, is told in words with what to change', async (does, effect) => {
    const place = await filled();
    for (const code of refusalCodes) {
      const files = await openFiles(place);
      if (does !== 'lock.acquire') await files.lock.acquire('livemig link');
      const thrown = await caught(whileRefused(new RegExp(effect), code, () => actions[does](files, place)));
      await files.lock.release();
      const { kind, message, fix } = thrown;
      const error = Object.assign(new Error(), { code });
      expect([kind, message]).toEqual(['state-file', expect.stringContaining(place)]);
      expect([message, fix]).toEqual([
        expect.stringContaining(systemReason(error)),
        expect.stringContaining(systemRemedy(error)),
      ]);
    }
  });
});
