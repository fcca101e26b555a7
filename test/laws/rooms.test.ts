import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Each room with one file, and beside them what they might reach for. */
const rooms = {
  'package.json': '{ "type": "module" }',
  'src/core/errors.ts': 'export const error = 1;',
  'src/mongod/start-mongod.ts': 'export const mongod = 1;',
  'src/sandbox/index.ts': "import { mongod } from '../mongod/start-mongod.ts';\nexport const sandbox = mongod;",
  'src/main.ts': "export const main = async () => (await import('./sandbox/index.ts')).sandbox;",
};

/** What the compiler says of a small project with the configurations of ours, room by room, and a file more. */
function built(room: string, file: string, text: string) {
  const place = mkdtempSync(join(tmpdir(), 'livemig-rooms-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  for (const folder of ['.', 'src', 'src/sandbox', 'src/mongod'])
    cpSync(join(root, folder, 'tsconfig.json'), join(place, folder, 'tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  for (const [path, content] of Object.entries({ ...rooms, [file]: text })) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), `${content}\n`);
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-b', room], { cwd: place, encoding: 'utf8' });
  return { status, stdout };
}

it.each([
  ['mongod', 'the sandbox', "export { sandbox } from '../sandbox/index.ts';"],
  ['sandbox', 'even a type of the core', "export type { error } from '../core/errors.ts';"],
])('the compiler refuses that %s imports %s', (room, _, text) => {
  const { status, stdout } = built(`src/${room}`, `src/${room}/a.ts`, text);
  expect(stdout).toMatch(/^src\/\w+\/a\.ts.* is not under 'rootDir'/);
  expect(status).not.toBe(0);
});

it('the compiler takes types of the sandbox, and what else the rooms import', () => {
  expect(built('src', 'src/cli/a.ts', "export type { sandbox } from '../sandbox/index.ts';")).toEqual({
    status: 0,
    stdout: '',
  });
});
