import { Secret } from '../../dist/core/secret.js';
import { openMigrationFiles } from '../../dist/files/migration-files.js';
import { aroundFileEffects } from './file-effects.js';

/*
 * Tries one thing after the other with the files of the migration directory in its first argument, each while the system
 * refuses one effect on files with one code. It is sent `{ does, effect, code }`, where `effect` is a pattern such as
 * `^rename state.json$`, and sends back what was thrown.
 */
const [, , directory] = process.argv;

let refused = { effect: /(?!)/, code: '' };
await aroundFileEffects(({ what, act }) => {
  if (!refused.effect.test(what)) return act();
  throw Object.assign(new Error(`${refused.code}: refused`), { code: refused.code });
});

const clock = { now: () => new Date() };
const opener = {
  pid: process.pid,
  host: 'here',
  user: 'me',
  uid: process.getuid?.(),
  clock,
  isAlive: () => true,
  warn: () => {},
};
const open = () => openMigrationFiles(directory, opener);

const journal = { schemaVersion: 1, createdAt: '2026-01-01T00:00:00.000Z', inputs: {}, steps: {} };
const entry = { kind: 'decision', decision: 'approved' };
const actions = {
  open: () => open(),
  'lock.acquire': ({ lock }) => lock.acquire('livemig link'),
  'lock.verify': ({ lock }) => lock.verify(),
  'state.load': ({ state }) => state.load(),
  'state.save': ({ state }) => state.save(journal),
  'audit.append': ({ audit }) => audit.append(entry),
  'audit.read': ({ audit }) => audit.read(),
  'secrets.get': ({ secrets }) => secrets.get('linkToken'),
  'secrets.set': ({ secrets }) => secrets.set('agentKey', new Secret('another')),
  'secrets.remove': ({ secrets }) => secrets.remove('linkToken'),
  'scripts.write': ({ scripts }) => scripts.write('install-agent-h.sh', 'true'),
};

process.on('message', async ({ does, effect, code }) => {
  const files = await open();
  if (does !== 'lock.acquire') await files.lock.acquire('livemig link');
  refused = { effect: new RegExp(effect), code };
  const thrown = await Promise.resolve(files)
    .then(actions[does])
    .then(
      () => undefined,
      (error) => error,
    );
  refused = { effect: /(?!)/, code: '' };
  await files.lock.release();
  const { name, kind, message, fix } = thrown ?? {};
  process.send({ name, kind, message, fix });
});

const files = await open();
await files.lock.acquire('livemig link');
await files.state.save(journal);
await files.audit.append(entry);
await files.secrets.set('linkToken', new Secret('a-token'));
await files.scripts.write('install-agent-h.sh', 'false');
await files.lock.release();
process.send('ready');
