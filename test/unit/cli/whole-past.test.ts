import { expect, it } from 'vitest';
import { loadWholePast } from '../../../src/cli/whole-past.ts';
import { emptyJournal, started, submitted } from '../../../src/core/journal.ts';
import { adoptedDecision, createAgainDecision, forgotten } from '../../../src/core/past.ts';
import { withMigration, withoutMigration } from '../../../src/stages/start/this-migration.ts';
import { memoryAudit, memoryState } from '../../support/memory-ports.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const clock = { now: () => now };
const [id, other] = ['65f0a1b2c3d4e5f6a7b8c9d0', '65f0a1b2c3d4e5f6a7b8c9d1'];
const step = 'start.create-migration';
const created = submitted(started(emptyJournal(now), step, now), step, { migrationId: id }, now);

type Files = { readonly state: ReturnType<typeof memoryState>; readonly audit: ReturnType<typeof memoryAudit> };

/** A directory whose journal and audit tell of the migration. */
async function directory(): Promise<Files> {
  const files = { state: memoryState(created), audit: memoryAudit() };
  await files.audit.append({ kind: 'step', step, state: 'started' });
  await files.audit.append({ kind: 'step', step, state: 'submitted', receipt: { migrationId: id } });
  return files;
}

/** The same, in which another run does its deed as soon as one of the files has been read. */
function disturbed({ state, audit }: Files, after: 'state' | 'audit', deed: () => Promise<void>) {
  let isDone = false;
  const reading = async <Read>(file: 'state' | 'audit', read: () => Promise<Read>): Promise<Read> => {
    const found = await read();
    if (file === after && !isDone) {
      isDone = true;
      await deed();
    }
    return found;
  };
  return {
    state: { ...state, load: () => reading('state', state.load) },
    audit: { ...audit, read: () => reading('audit', audit.read) },
  };
}

const deeds: Readonly<Record<string, (files: Files) => Promise<void>>> = {
  'asks for the cutover': async ({ state, audit }) => {
    await state.save(started(created, 'start.cut-over', now));
    await audit.append({ kind: 'step', step: 'start.cut-over', state: 'started' });
  },
  'creates the migration again': async ({ state, audit }) => {
    await audit.append({ kind: 'decision', decision: createAgainDecision });
    await state.save(withoutMigration(created));
  },
  'adopts another migration': async ({ state, audit }) => {
    await audit.append({ kind: 'decision', decision: adoptedDecision(other) });
    await state.save(withMigration(created, other, now));
  },
};

const cases = Object.entries(deeds).flatMap(([what, deed]) =>
  (['state', 'audit'] as const).map((file) => [what, file, deed] as const),
);

it.each(cases)(
  'a run that %s after the %s was read is not taken for a journal that was put back',
  async (_, at, deed) => {
    const files = await directory();
    const { journal, past, doubt } = await loadWholePast(
      disturbed(files, at, () => deed(files)),
      { clock },
    );
    expect([forgotten(journal, past), doubt]).toEqual([undefined, undefined]);
  },
);

it('a first step that is written between the two does not make the audit doubtful', async () => {
  const files = { state: memoryState(), audit: memoryAudit() };
  const begin = async () => {
    await files.audit.append({ kind: 'step', step, state: 'started' });
    await files.state.save(created);
  };
  expect((await loadWholePast(disturbed(files, 'audit', begin), { clock })).doubt).toBeUndefined();
});

it('a journal that was put back is still noticed', async () => {
  const files = await directory();
  await files.state.save(emptyJournal(now));
  const { journal, past } = await loadWholePast(files, { clock });
  expect(forgotten(journal, past)).toMatchObject({ migration: { id } });
});
