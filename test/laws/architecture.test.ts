import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bendsOf, bendsOfTest } from '../support/architecture.ts';
import { circlesIn, loadedWith } from '../support/import-circles.ts';

const [src, test] = [join(import.meta.dirname, '../../src'), join(import.meta.dirname, '..')];
const filesOf = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => file.replaceAll('\\', '/'));
const files = filesOf(src, /\.tsx?$/);

const textsOf = (names: readonly string[]) =>
  Object.fromEntries(names.map((file) => [file, readFileSync(join(src, file), 'utf8')]));
const isProduct = (file: string) => !file.startsWith('sandbox/') && !file.startsWith('mongod/');

describe('the architecture', () => {
  it('is kept by every file of src', () => {
    expect(files).toEqual(expect.arrayContaining(['main.ts', 'core/step.ts', 'sandbox/index.ts']));
    expect(files.flatMap((file) => bendsOf(file, readFileSync(join(src, file), 'utf8')))).toEqual([]);
  });

  it('lets no file of test import from another folder of it than support', () => {
    const tests = filesOf(test, /\.[tj]s$/);
    expect(tests).toEqual(expect.arrayContaining(['laws/architecture.test.ts', 'support/law.ts', 'bench/bench.js']));
    expect(tests.flatMap((file) => bendsOfTest(file, readFileSync(join(test, file), 'utf8')))).toEqual([]);
  });

  it.each([
    ['star', 'core imports a neighbour', 'core/a.ts', "import type { World } from '../stages/world.ts';"],
    ['star', 'the sandbox shares code with the clients', 'sandbox/http/a.ts', "import { x } from '../../api/http.ts';"],
    ['star', 'even types of them', 'sandbox/http/a.ts', "import type { X } from '../../api/atlas.ts';"],
    [
      'star',
      'the sandbox takes an error of the core',
      'sandbox/http/a.ts',
      "import { x } from '../../core/errors.ts';",
    ],
    ['star', 'the server in it imports the sandbox', 'mongod/a.ts', "import { x } from '../sandbox/model/random.ts';"],
    ['star', 'the server imports the core', 'mongod/a.ts', "import type { X } from '../core/ports.ts';"],
    ['star', 'main always loads the sandbox', 'main.ts', "import { startSandbox } from './sandbox/index.ts';"],
    ['star', 'main goes past its entrance', 'main.ts', "await import('./sandbox/servers/start-http.ts');"],
    ['star', 'so do types', 'cli/a.ts', "import type { X } from '../sandbox/scenario/scenario.ts';"],
    ['star', 'the product starts a server', 'cli/a.ts', "import type { X } from '../mongod/start-mongod.ts';"],
    [
      'star',
      "the sandbox goes past the server's",
      'sandbox/servers/a.ts',
      "import { x } from '../../mongod/server.ts';",
    ],
    ['loose', 'the sandbox has a file beside its folders', 'sandbox/a.ts', ''],
    ['star', 'a stage imports more than types of the API', 'stages/a.ts', "import { x } from '../api/atlas.ts';"],
    ['star', 'half of the names are values', 'stages/a.ts', "import { type X, y } from '../api/atlas.ts';"],
    ['star', 'a stage imports the engine', 'stages/link/a.ts', "import { x } from '../../engine/run-steps.ts';"],
    ['star', 'the command line starts the sandbox itself', 'cli/a.ts', "await import('../sandbox/index.ts');"],
    ['star', 'main is imported', 'cli/a.ts', "import { main } from '../main.ts';"],
    ['star', 'a folder that nobody knows', 'helpers/a.ts', "import { x } from '../core/step.ts';"],
    ['star', 'by an import type', 'core/a.ts', "type X = import('../api/atlas.ts').AtlasApi;"],
    ['door', 'axios beside its door', 'api/atlas.ts', "import axios from 'axios';"],
    ['door', 'the driver in the stages', 'stages/a.ts', "import type { Document } from 'mongodb';"],
    ['door', 'commander in the core', 'core/a.ts', "import { Command } from 'commander';"],
    ['door', 'files outside of files', 'cli/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['door', 'a library without a door', 'terminal/a.ts', "import x from 'left-pad';"],
    ['door', 'timers as a module', 'api/a.ts', "import { setTimeout } from 'node:timers/promises';"],
    ['door', 'an import that is computed', 'cli/a.ts', 'await import(name);'],
    ['effect', 'the environment', 'cli/a.ts', 'const x = process.env.HOME;'],
    ['effect', 'printing', 'engine/a.ts', "console.log('x');"],
    ['effect', 'the clock', 'engine/a.ts', 'const x = Date.now();'],
    ['effect', 'the clock as a date', 'stages/a.ts', 'const x = new Date();'],
    ['effect', 'the clock as a date without brackets', 'stages/a.ts', 'const x = new Date;'],
    ['effect', 'the clock as text', 'stages/a.ts', 'const x = Date();'],
    ['effect', 'chance', 'core/a.ts', 'const x = Math.random();'],
    ['effect', 'a timer', 'sandbox/http/a.ts', 'setTimeout(() => {}, 1);'],
    ['effect', 'by a shorthand', 'cli/a.ts', 'const x = { process };'],
    ['effect', 'around a corner', 'cli/a.ts', 'const x = globalThis.process;'],
    ['export', 'a default export', 'core/a.ts', 'export default 1;'],
    ['export', 'a default function', 'core/a.ts', 'export default function x() {}'],
    ['export', 'a barrel', 'core/a.ts', "export * from './step.ts';"],
    ['export', 'a barrel with a name', 'core/a.ts', "export * as step from './step.ts';"],
    ['cast', 'as', 'core/a.ts', 'const x = y as string;'],
    ['cast', 'as in angle brackets', 'core/a.ts', 'const x = <string>y;'],
    ['cast', 'non-null', 'core/a.ts', 'const x = y!;'],
    ['cast', 'any', 'core/a.ts', 'let x: any;'],
    ['silenced', 'the compiler', 'core/a.ts', '// @ts-ignore\nlet x = 1;'],
    ['silenced', 'the linter', 'core/a.ts', '// biome-ignore lint: no\nlet x = 1;'],
  ])('%s: refuses %s', (rule, _, file, text) => {
    expect(bendsOf(file, text)).toContainEqual(expect.objectContaining({ rule }));
  });

  it.each([
    ['types where types are allowed', 'stages/a.ts', "import type { AtlasApi } from '../api/atlas.ts';"],
    ['names that are all types', 'cli/a.ts', "import { type X, type Y } from '../sandbox/index.ts';"],
    ['neighbours in the same folder', 'sandbox/http/a.ts', "import { x } from '../faults/a.ts';"],
    ['a library at its door', 'api/exchange.ts', "import axios from 'axios';"],
    ['a date from a value', 'core/a.ts', 'const x = new Date(text);'],
    ['a member that is only called process', 'sandbox/http/a.ts', "const x = { process: 'mongod' }; x.process;"],
    ['the sandbox when it is needed', 'main.ts', "await import('./sandbox/index.ts');"],
    ['the server at its entrance', 'sandbox/servers/a.ts', "import { x } from '../../mongod/start-mongod.ts';"],
    ['as const', 'core/a.ts', "const x = ['a'] as const;"],
    ['the process in main', 'main.ts', 'process.exitCode = 70; const x = new Date();'],
  ])('accepts %s', (_, file, text) => {
    expect(bendsOf(file, text)).toEqual([]);
  });

  it.each([
    ['a neighbour', 'laws/a.test.ts', "import { x } from '../unit/files/a.ts';"],
    ['its type', 'contract/a.ts', "import type { X } from '../sandbox/http/a.ts';"],
    ['a neighbour when it is needed', 'mongod/unit/a.test.ts', "await import('../../sandbox/a.ts');"],
    ['a test, from support', 'support/a.ts', "import { x } from '../unit/a.ts';"],
  ])('refuses that a test imports %s', (_, file, text) => {
    expect(bendsOfTest(file, text)).toEqual([expect.objectContaining({ rule: 'folder' })]);
  });

  it.each([
    ['src', 'mongod/unit/a.test.ts', "import { x } from '../../../src/mongod/a.ts';"],
    ['support', 'unit/files/a.test.ts', "import { x } from '../../support/a.ts';"],
    ['its own folder', 'mongod/unit/a.test.ts', "import { x } from '../conformance/rows.ts';"],
    ['a text that looks like one', 'laws/a.test.ts', 'const x = "import { y } from \'../unit/a.ts\';";'],
  ])('accepts that a test imports %s', (_, file, text) => {
    expect(bendsOfTest(file, text)).toEqual([]);
  });

  it('has no files that import values of each other in a circle', () => {
    expect(circlesIn(textsOf(files), 'values')).toEqual([]);
  });

  it('has no files of the product that know each other in a circle, not even by types', () => {
    expect(circlesIn(textsOf(files.filter(isProduct)), 'values and types')).toEqual([]);
  });

  /** All that is loaded for help and completion: from the start, and when they are asked for. */
  const atOnce = [
    'main.ts',
    ...['command-help', 'completion-answer', 'stage-flags', 'sandbox-flags'].map((name) => `cli/${name}.ts`),
  ];
  const costly = /^(zod|commander|axios|mongodb|inquirer|yaml|temporal-polyfill)$|stages\/line\.ts$/;

  it('loads no step and no large library for help and completion', () => {
    expect(loadedWith(textsOf(files), atOnce).filter((name) => costly.test(name))).toEqual([]);
  });

  it('notices one that is planted on the way', () => {
    const texts = textsOf(files);
    const planted = { ...texts, 'core/errors.ts': `import { z } from 'zod';\n${texts['core/errors.ts']}` };
    expect(loadedWith(planted, atOnce)).toContain('zod');
  });

  it('notices a circle that is planted into src', () => {
    const texts = textsOf(['core/step.ts', 'core/errors.ts']);
    const planted = (line: string, by: 'values' | 'values and types') =>
      circlesIn({ ...texts, 'core/errors.ts': `${line}\n${texts['core/errors.ts']}`, 'core/last.ts': last }, by);
    const last = "export { LivemigError } from './errors.ts';";
    expect(planted('', 'values and types')).toEqual([]);
    expect(planted("import { x } from './last.ts';", 'values')).toEqual([['core/errors.ts', 'core/last.ts']]);
    expect(planted("import type { X } from './last.ts';", 'values')).toEqual([]);
    expect(planted("import type { X } from './last.ts';", 'values and types')).toEqual([
      ['core/errors.ts', 'core/last.ts'],
    ]);
  });

  it.each([
    ['two files', { 'a.ts': "import { b } from './b.ts';", 'b.ts': "import { a } from './a.ts';" }, ['a.ts', 'b.ts']],
    [
      'three files across folders',
      {
        'x/a.ts': "import { b } from '../y/b.ts';",
        'y/b.ts': "export { c } from './c.ts';",
        'y/c.ts': "import { type A, a } from '../x/a.ts';",
      },
      ['x/a.ts', 'y/b.ts', 'y/c.ts'],
    ],
    ['a file with itself', { 'a.ts': "import { a } from './a.ts';" }, ['a.ts']],
  ])('finds a circle by values of %s', (_, texts, circle) => {
    expect(circlesIn(texts, 'values')).toEqual([circle]);
  });

  it.each([
    ['one of whose imports is a type', "import type { A } from './a.ts';"],
    ['one of whose imports names types only', "import { type A } from './a.ts';"],
    ['one of whose imports is an import type', "export type A = import('./a.ts').A;"],
  ])('takes no circle for one by values %s, and knows it by types', (_, text) => {
    const texts = { 'a.ts': "import { b } from './b.ts';", 'b.ts': text };
    expect(circlesIn(texts, 'values')).toEqual([]);
    expect(circlesIn(texts, 'values and types')).toEqual([['a.ts', 'b.ts']]);
  });

  it.each([
    ['two files import', { 'a.ts': "import './b.ts'; import './c.ts';", 'b.ts': "import './c.ts';", 'c.ts': '' }],
    ['is loaded when it is needed', { 'a.ts': "const b = () => import('./b.ts');", 'b.ts': "import './a.ts';" }],
  ])('takes a file that %s for no circle', (_, texts) => {
    expect(circlesIn(texts, 'values and types')).toEqual([]);
  });
});
