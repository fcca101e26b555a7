import { execFileSync } from 'node:child_process';
import { chmod, chown, lstat, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { done, emptyJournal, type Journal, submitted, withInputs } from '../../src/core/journal.ts';
import { Secret } from '../../src/core/secret.ts';
import { createAuditLog } from '../../src/files/audit-log.ts';
import { createSecretStore } from '../../src/files/secret-store.ts';
import { createStateStore } from '../../src/files/state-file.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { stride } from '../support/law-effort.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { openFresh, temporaryDirectory } from '../support/temporary-directory.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

const law = 'state files';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const auditor = { clock: { ...realClock, now: () => at(3) }, user: 'me', host: 'here', pid: 1, isAlive: () => true };
const inputs = { manager: 'cloud-manager', 'atlas-project': '6296fb4c7c7aa997cf94e9a1', 'source-cluster': 'rs-ü' };
const journal: Journal = submitted(
  done(withInputs(emptyJournal(at(0)), inputs), 'link.create-token', { id: 'a1' }, at(1)),
  'start.create-migration',
  { liveMigrationId: '6296fb4c7c7aa997cf94e9a8' },
  at(2),
);

/** Refused as a file that cannot be used, with advice; or brought back exactly as it was. */
async function isRefusedOrWhole(load: () => Promise<unknown>, whole: unknown): Promise<void> {
  try {
    expect(await load()).toEqual(whole);
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    expect([error.kind, error.fix]).toEqual(['state-file', expect.stringMatching(/\w{3}/)]);
  }
}

describe('a file of the state directory', () => {
  itHolds(law, 'that holds the journal, truncated at any byte, is refused', (tryCase) => truncations(tryCase));

  itHolds(law, 'that holds the journal, with any bit flipped, is refused or still says the same', (tryCase) =>
    bitFlips(tryCase, (damaged) => damaged),
  );

  itNotices(law, 'a reader that takes what it cannot read for an empty file', (tryCase) => truncations(tryCase, true));

  itNotices(law, 'a journal without its checksum', (tryCase) =>
    bitFlips(tryCase, (damaged) =>
      Buffer.from(damaged.toString('latin1').replace(/,\s*"checksum": "\w+"/, ''), 'latin1'),
    ),
  );

  itHolds(law, 'that holds secrets, truncated at any byte, is refused and not quoted', async (tryCase) => {
    const { directory } = await openFresh();
    const store = createSecretStore(directory);
    await store.set('linkToken', new Secret('the-token-that-nobody-may-see'));
    const path = directory.file('secrets.json');
    const whole = await readFile(path);
    for (let length = 0; length < whole.length - 1; length += stride(3)) {
      await tryCase(`${length} bytes`, async () => {
        await writeFile(path, whole.subarray(0, length));
        const error = await store.get('linkToken').catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ kind: 'state-file', code: 'SECRETS_NOT_USABLE' });
        expect(String(error instanceof Error ? `${error.stack}${error.cause}` : error)).not.toMatch(/the-tok/);
        expect(await readFile(path)).toEqual(whole.subarray(0, length));
      });
    }
  });

  itHolds(
    law,
    'that holds the audit, truncated at any byte, keeps what it has and goes on in a line of its own',
    async (tryCase) => {
      const { directory } = await openFresh();
      const audit = createAuditLog(directory, auditor);
      await audit.append({ kind: 'decision', decision: 'approved: one' });
      await audit.append({ kind: 'decision', decision: 'approved: two' });
      const path = directory.file('events.ndjson');
      const whole = await readFile(path, 'utf8');
      for (let length = 0; length <= whole.length; length += stride(3)) {
        await tryCase(`${length} bytes`, async () => {
          await writeFile(path, whole.slice(0, length));
          await audit.append({ kind: 'decision', decision: 'approved: three' });
          const text = await readFile(path, 'utf8');
          expect(text.slice(0, length)).toBe(whole.slice(0, length));
          const last = (await audit.read()).at(-1);
          expect(last).toMatchObject({ entry: { decision: 'approved: three' }, chain: 'chained' });
        });
      }
    },
  );

  itHolds(law, 'that holds the audit, with any bit flipped before its last line, shows it', (tryCase) =>
    auditBitFlips(tryCase, (line) => line),
  );

  itNotices(law, 'an audit whose lines do not carry the hash of the line before', (tryCase) =>
    auditBitFlips(tryCase, (line) => line.replace(/,"prev":"\w+"/, '')),
  );
});

/** `isForgiving` stands for a reader with the mistake that the law is there for. */
async function truncations(tryCase: TryCase, isForgiving = false): Promise<void> {
  const { store, path, whole } = await saved();
  const load = async () => (isForgiving ? await store.load().catch(() => undefined) : await store.load());
  // Without its last line end it is still whole.
  for (let length = 0; length < whole.length - 1; length += stride(3)) {
    await tryCase(`${length} bytes`, async () => {
      await writeFile(path, whole.subarray(0, length));
      await isRefusedOrWhole(load, journal);
      expect(await readFile(path)).toEqual(whole.subarray(0, length));
    });
  }
}

async function bitFlips(tryCase: TryCase, then: (damaged: Buffer) => Buffer): Promise<void> {
  const { store, path, whole } = await saved();
  for (let byte = 0; byte < whole.length; byte += stride(13)) {
    const bit = (byte * 5) % 8;
    await tryCase(`byte ${byte}, bit ${bit}`, async () => {
      const damaged = Buffer.from(whole);
      damaged[byte] = whole.readUInt8(byte) ^ (1 << bit);
      await writeFile(path, then(damaged));
      await isRefusedOrWhole(store.load, journal);
    });
  }
}

/** `written` stands for how the lines are written. */
async function auditBitFlips(tryCase: TryCase, written: (line: string) => string): Promise<void> {
  const { directory } = await openFresh();
  const audit = createAuditLog(directory, auditor);
  for (const decision of ['approved: ü', 'approved: two', 'approved: three']) {
    await audit.append({ kind: 'decision', decision });
  }
  const path = directory.file('events.ndjson');
  const whole = Buffer.from((await readFile(path, 'utf8')).split('\n').map(written).join('\n'));
  const lastLine = whole.lastIndexOf('\n', -2) + 1;
  for (let byte = 0; byte < lastLine; byte += stride(13)) {
    const bit = (byte * 5) % 8;
    await tryCase(`byte ${byte}, bit ${bit}`, async () => {
      const damaged = Buffer.from(whole);
      damaged[byte] = whole.readUInt8(byte) ^ (1 << bit);
      await writeFile(path, damaged);
      const shown = (await audit.read()).map(({ entry, chain }) => (entry.kind === 'unreadable' ? entry.kind : chain));
      expect(shown.some((how) => how !== 'chained' && how !== 'unchained')).toBe(true);
    });
  }
}

async function saved() {
  const { directory } = await openFresh();
  const store = createStateStore(directory);
  await store.save(journal);
  const path = directory.file('state.json');
  return { store, path, whole: await readFile(path) };
}

/** What may stand where the journal should, and what is said of it. */
const shapes: readonly (readonly [what: string, place: (path: string) => Promise<void>])[] = [
  ['an empty file', (path) => writeFile(path, '')],
  ['half a journal', (path) => writeFile(path, '{"schemaVersion": 1, "createdAt"')],
  ['zeros, as after a power cut', (path) => writeFile(path, Buffer.alloc(512))],
  ['a journal of a later version', (path) => writeFile(path, '{"schemaVersion": 2, "phases": []}')],
  ['something else in JSON', (path) => writeFile(path, '[]')],
  ['a directory', async (path) => void (await mkdir(path))],
  ['a symbolic link to nothing', (path) => symlink('nowhere', path)],
  [
    'a symbolic link to a journal',
    async (path) => {
      await writeFile(`${path}.other`, JSON.stringify(journal));
      await symlink(`${path}.other`, path);
    },
  ],
];

const commands = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0'], ['status']];

describe('in the place of the journal', () => {
  itHolds(law, 'anything else stops every command with exit code 7 and is left as it is', async (tryCase) => {
    for (const [what, place] of shapes) {
      for (const command of commands) {
        await tryCase(`${command[0]}: ${what}`, async () => {
          const { directory } = await openFresh();
          await mkdir(directory.path, { mode: 0o700 });
          const path = directory.file('state.json');
          await place(path);
          const before = await lookOf(path);
          const { exitCode, result } = await runCommand([...command, '--no-input', '--dir', directory.path], { env });
          expect([exitCode, result.error?.kind]).toEqual([7, 'state-file']);
          expect(result.error?.fix).toMatch(/\w{3}/);
          expect(await lookOf(path)).toEqual(before);
          await expect(lstat(directory.file('lock'))).rejects.toMatchObject({ code: 'ENOENT' });
        });
      }
    }
  });

  itHolds(law, 'a directory that others can write is closed, and the user is told', async (tryCase) => {
    if (process.platform === 'win32') {
      await tryCase('skipped, because Windows has no modes', () => {});
      return;
    }
    for (const mode of [0o777, 0o775, 0o757, 0o722, 0o770]) {
      await tryCase(mode.toString(8), async () => {
        const { directory } = await openFresh();
        await createStateStore(directory).save(journal);
        await chmod(directory.path, mode);
        await runCommand(['status', '--no-input', '--dir', directory.path], { env });
        expect((await lstat(directory.path)).mode & 0o777).toBe(0o700);
      });
    }
  });
});

const names = ['state.json', 'secrets.json', 'events.ndjson', 'lock', '.gitignore'];

/** What may stand where a file of livemig should; `outside` is a file that has to stay as it is. */
const intruders: Readonly<Record<string, (path: string, outside: string) => Promise<unknown>>> = {
  'a directory': (path) => mkdir(path),
  'a symbolic link': (path, outside) => symlink(outside, path),
  'a named pipe': async (path) => execFileSync('mkfifo', [path]),
  'a file of 20 MB': async (path) => {
    await writeFile(path, '');
    await truncate(path, 20_000_000);
  },
  'a file of another user': async (path) => {
    await writeFile(path, '');
    await chown(path, 12_345, 12_345);
  },
};

/** What `--dir` may name; `place` is an empty directory. */
const directories: Readonly<Record<string, (place: string) => string | Promise<string>>> = {
  'a null byte': (place) => join(place, 'a\0b'),
  'a name that is too long': (place) => join(place, 'x'.repeat(300)),
  'a path that is too long': (place) => join(place, 'x/'.repeat(3000)),
  'a file': (place) => fileIn(place),
  'something below a file': async (place) => join(await fileIn(place), 'state'),
  'a symbolic link to a directory': (place) => linkIn(place, '.'),
  'the same with a slash': async (place) => `${await linkIn(place, '.')}/`,
  'a symbolic link to nothing': (place) => linkIn(place, 'nowhere'),
  'something below a link to nothing': async (place) => join(await linkIn(place, 'nowhere'), 'state'),
  'a link to itself': (place) => linkIn(place, 'link'),
  'something below a link to itself': async (place) => join(await linkIn(place, 'link'), 'state'),
  'a device': () => '/dev/null',
  'something below a device': () => '/dev/null/state',
  'a file system of the kernel': () => '/proc/livemig/state',
};

async function fileIn(place: string): Promise<string> {
  await writeFile(join(place, 'file'), 'a person needs this');
  return join(place, 'file');
}

async function linkIn(place: string, to: string): Promise<string> {
  await symlink(to, join(place, 'link'));
  return join(place, 'link');
}

describe('in the place of the directory', () => {
  itHolds(law, 'anything else is refused in words with what to change, and left as it is', async (tryCase) => {
    const sandbox = await startPaperSandbox({ ...anySandbox, clock: realClock });
    await sandbox.stopTraffic();
    try {
      for (const [what, name] of Object.entries(directories)) {
        await tryCase(what, async () => {
          const place = await temporaryDirectory();
          const path = await name(place);
          const before = await readdir(place);
          const run = (command: string) => runCommand([command, '--no-input', '--dir', path], { env: sandbox.env });
          const { exitCode, result } = await run('link');
          expect([exitCode, result.error?.kind]).toEqual([7, 'state-file']);
          expect(result.error?.message).not.toMatch(/: [A-Z_]+\.$/);
          expect(result.error?.fix).toMatch(/--dir/);
          expect([0, exitCode]).toContain((await run('status')).exitCode);
          expect(await readdir(place)).toEqual(before);
        });
      }
    } finally {
      await sandbox.close();
    }
  });
});

describe('in the place of any file', () => {
  itHolds(law, 'anything else is refused with what to do, and left as it is', async (tryCase) => {
    const sandbox = await startPaperSandbox({ ...anySandbox, clock: realClock });
    await sandbox.stopTraffic();
    const run = (command: readonly string[], path: string) =>
      runCommand([...command, '--no-input', '--dir', path], { env: { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '20ms' } });
    try {
      for (const [what, place] of Object.entries(intruders)) {
        const impossible = whyNot(what);
        if (impossible !== undefined) await tryCase(`${what}: skipped, because ${impossible}`, () => {});
        for (const name of impossible === undefined ? names : []) {
          await tryCase(`link: ${what} as ${name}`, async () => {
            const { parent, directory } = await openFresh();
            await mkdir(directory.path, { mode: 0o700 });
            const outside = join(parent, 'outside');
            await writeFile(outside, 'a person needs this');
            await place(directory.file(name), outside);
            const before = await lstat(directory.file(name));
            const { result } = await run(['link'], directory.path);
            if (!mayBeLarge(what, name))
              expect([result.exitCode, result.error?.fix]).toEqual([7, expect.stringMatching(/\w{3}/)]);
            else expect(result.error).toBeNull();
            if (result.error !== null) expect(result.error.message).toContain(directory.path);
            const { ino, mode, uid, size } = await lstat(directory.file(name));
            expect([ino, mode, uid]).toEqual([before.ino, before.mode, before.uid]);
            expect(size).toBeGreaterThanOrEqual(before.size);
            expect(await readFile(outside, 'utf8')).toBe('a person needs this');
          });
        }
      }
    } finally {
      await sandbox.close();
    }
  });
});

itHolds(
  law,
  'a file that others can write is closed to them, keeps what it says, and the user is told',
  async (tryCase) => {
    if (process.platform === 'win32') {
      await tryCase('skipped, because Windows has no modes', () => {});
      return;
    }
    for (const mode of [0o666, 0o660, 0o622, 0o606]) {
      const { directory, warnings } = await openFresh();
      const [state, secrets] = [createStateStore(directory), createSecretStore(directory)];
      const audit = createAuditLog(directory, auditor);
      const touch = async () => {
        await audit.append({ kind: 'decision', decision: 'approved: one' });
        return { journal: await state.load(), token: (await secrets.get('linkToken'))?.reveal() };
      };
      await state.save(journal);
      await secrets.set('linkToken', new Secret('a-token'));
      const before = await touch();
      for (const name of ['state.json', 'secrets.json', 'events.ndjson']) {
        await tryCase(`${name}, ${mode.toString(8)}`, async () => {
          await chmod(directory.file(name), mode);
          expect(await touch()).toEqual(before);
          expect((await lstat(directory.file(name))).mode & 0o777).toBe(0o600);
          expect(warnings.splice(0)).toEqual([expect.stringContaining(directory.file(name))]);
        });
      }
    }
  },
);

/** What a person has written into .gitignore is theirs. */
function mayBeLarge(what: string, name: string): boolean {
  return what === 'a file of 20 MB' && name === '.gitignore';
}

function whyNot(what: string): string | undefined {
  if (what === 'a named pipe' && process.platform === 'win32') return 'Windows has none with a path';
  if (what === 'a file of another user' && process.getuid?.() !== 0) return 'only root can give a file away';
  return undefined;
}

const anySandbox = { manager: 'cloud-manager', documents: 0, speed: 5000, faults: [], agent: 'after-key' } as const;

/** Nothing listens there, so a command that goes on in spite of the file fails otherwise. */
const env = { LIVEMIG_ATLAS_URL: 'http://127.0.0.1:9', LIVEMIG_ATLAS_PUBLIC_KEY: 'p', LIVEMIG_ATLAS_PRIVATE_KEY: 'k' };

async function lookOf(path: string): Promise<unknown> {
  const seen = await lstat(path);
  return { isFile: seen.isFile(), isLink: seen.isSymbolicLink(), text: seen.isFile() ? await readFile(path) : '' };
}
