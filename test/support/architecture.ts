import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { type ESTree, Visitor } from 'rolldown/utils';

/** What a folder of `src` may import from other folders: everything, types only, or values when they are needed. */
interface Neighbours {
  readonly values: readonly string[];
  readonly types?: readonly string[];
  readonly lazily?: readonly string[];
}

/** The star of imports (.github/CONTRIBUTING.md). A file directly in `src` is a folder of its own here. */
const neighbours: Readonly<Record<string, Neighbours>> = {
  core: { values: [] },
  checks: { values: ['core'] },
  facts: { values: ['core'], types: ['api'] },
  engine: { values: ['core'] },
  stages: { values: ['core', 'checks', 'facts'], types: ['api', 'mongo'] },
  api: { values: ['core'] },
  metrics: { values: ['core'] },
  network: { values: ['core'] },
  report: { values: ['core'] },
  mongo: { values: ['core'] },
  verify: { values: ['core'], types: ['mongo'] },
  follow: { values: ['core'] },
  tell: { values: ['core'] },
  terminal: { values: ['core'] },
  files: { values: ['core'] },
  processes: { values: ['core'] },
  mongod: { values: [] },
  sandbox: { values: ['mongod'] },
  cli: { values: ['core', 'engine', 'stages', 'follow', 'tell'], types: ['api', 'sandbox'] },
  'contract.ts': { values: ['core'] },
  'inspector.ts': { values: ['core', 'mongo', 'verify', 'verify-threads.ts'], types: ['stages'] },
  'doctor-looks.ts': { values: ['core', 'api', 'files', 'mongo', 'network'], types: ['cli'] },
  'outlets.ts': { values: ['core', 'api', 'files', 'processes', 'metrics', 'report'], types: ['cli'] },
  'verify-threads.ts': { values: ['core', 'processes', 'verify'] },
  'verify-worker.ts': { values: ['core', 'mongo', 'verify'] },
  'main.ts': {
    values: [
      'core',
      'cli',
      'api',
      'files',
      'processes',
      'terminal',
      'network',
      'inspector.ts',
      'outlets.ts',
      'doctor-looks.ts',
    ],
    types: ['stages'],
    lazily: ['sandbox'],
  },
};

/** The rooms beside the product: the one file of each that others may import. */
const entrances: Readonly<Record<string, string>> = {
  sandbox: 'sandbox/index.ts',
  mongod: 'mongod/start-mongod.ts',
};

/** Where each library comes in: the beginnings of the paths. A library that is not here has no door. */
const doors: Readonly<Record<string, readonly string[]>> = {
  zod: [''],
  commander: ['cli/'],
  axios: ['api/exchange.ts'],
  mongodb: ['mongo/', 'sandbox/', 'mongod/'],
  hono: ['sandbox/', 'report/'],
  '@hono/node-server': ['sandbox/'],
  mingo: ['mongod/query/'],
  inquirer: ['terminal/'],
  chalk: ['terminal/'],
  ora: ['terminal/'],
  'prom-client': ['metrics/'],
  'pretty-ms': ['terminal/'],
  'string-width': ['terminal/'],
  yaml: ['core/parse-yaml.ts'],
  'smol-toml': ['core/parse-toml.ts'],
  'temporal-polyfill': ['core/cutover/zoned-time.ts'],
  'node:fs': ['files/'],
  'node:child_process': ['processes/'],
  'node:worker_threads': ['processes/', 'verify-worker.ts'],
  'node:readline': ['processes/', 'terminal/'],
  'node:http': ['api/agents.ts', 'api/connection.ts', 'api/tunnel.ts', 'metrics/', 'sandbox/http/'],
  'node:https': ['api/agents.ts', 'api/connection.ts', 'api/tunnel.ts'],
  'node:tls': ['api/agents.ts', 'api/tunnel.ts', 'network/', 'mongod/listen.ts'],
  'node:dns': ['network/'],
  'node:os': ['main.ts', 'mongod/commands/host.ts'],
  'node:module': ['main.ts'],
  'node:tty': ['main.ts'],
  // Arithmetic on text and bytes: no effect outside the process.
  'node:crypto': ['api/', 'core/audit.ts', 'files/', 'report/', 'sandbox/', 'mongod/', 'stages/', 'tell/'],
  // Its types, and what inquirer draws on.
  'node:stream': ['processes/', 'terminal/prompt-screen.ts'],
  'node:path': ['files/', 'stages/'],
  'node:util': ['terminal/'],
  // A regular expression under a clock.
  'node:vm': ['mongod/query/regex.ts'],
  // In stages only isIP and BlockList; the sockets are the sandbox's and its server's.
  'node:net': ['network/', 'sandbox/', 'mongod/', 'core/covers-address.ts'],
  'node:events': ['main.ts', 'mongod/'],
};

/** The process, the clock and chance; only `main.ts` touches them and hands them on as ports. No other exception. */
const outsideWorld = [
  'process',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'globalThis',
  'Date.now',
  'Math.random',
];

/** A rule that a file breaks, and where. */
export interface Bend {
  readonly rule: 'star' | 'door' | 'effect' | 'export' | 'cast' | 'silenced' | 'loose' | 'folder';
  readonly where: string;
}

/** Every rule that a file of `src` breaks; `file` is its path within `src`, with slashes. */
export function bendsOf(file: string, text: string): Bend[] {
  const program = programOf(file, text);
  const found: Bend[] = [...silenced(file, text), ...loose(file)];
  const tell = (rule: Bend['rule'], { start, end }: ESTree.Span) => {
    const line = text.slice(0, start).split('\n').length;
    found.push({ rule, where: `${file}:${line}: ${text.slice(start, Math.min(end, start + 80))}` });
  };
  eachImport(program, (imported, at) => {
    for (const rule of rulesBrokenByImport(imported, file)) tell(rule, at);
  });
  if (file !== 'main.ts') eachEffect(program, (at) => tell('effect', at));
  eachOtherExport(program, (at) => tell('export', at));
  eachCast(program, (at) => tell('cast', at));
  return found;
}

/** The imports of a file of `test` that reach into another folder of it; `file` is its path within `test`. */
export function bendsOfTest(file: string, text: string): Bend[] {
  return importsOf(file, text)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => posix.join('test', posix.dirname(file), specifier).split('/'))
    .filter(([top, folder]) => top === 'test' && folder !== 'support' && folder !== folderOf(file))
    .map((path) => ({ rule: 'folder' as const, where: `${file}: ${path.join('/')}` }));
}

/** By the text of a file: several laws ask for the imports of all of `src`, and to parse is what they wait for. */
const known = new Map<string, readonly Import[]>();

/** What a file imports, and how; in the order of the text. */
export function importsOf(file: string, text: string): readonly Import[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found: Import[] = [];
  eachImport(programOf(file, text), (imported) => found.push(imported));
  known.set(text, found);
  return found;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Loaded when it is needed. */
  readonly lazy?: boolean;
}

/** Throws where a file cannot be parsed: what is not read breaks no rule. */
function programOf(file: string, text: string): ESTree.Program {
  return parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file);
}

function eachImport(program: ESTree.Program, tell: (imported: Import, at: ESTree.Span) => void): void {
  new Visitor({
    ImportDeclaration: (node) => tell({ specifier: node.source.value, typeOnly: importsTypesOnly(node) }, node),
    ExportAllDeclaration: (node) => tell({ specifier: node.source.value, typeOnly: node.exportKind === 'type' }, node),
    ExportNamedDeclaration: (node) => {
      if (node.source) tell({ specifier: node.source.value, typeOnly: node.exportKind === 'type' }, node);
    },
    ImportExpression: (node) => tell({ specifier: textOf(node.source), typeOnly: false, lazy: true }, node),
    TSImportType: (node) => tell({ specifier: node.source.value, typeOnly: true }, node),
  }).visit(program);
}

/** A computed import could lead anywhere, so it has no door. */
function textOf(source: ESTree.Expression): string {
  return source.type === 'Literal' && typeof source.value === 'string' ? source.value : '(computed)';
}

function importsTypesOnly({ importKind, specifiers }: ESTree.ImportDeclaration): boolean {
  if (importKind === 'type') return true;
  const isType = (one: ESTree.ImportDeclarationSpecifier) =>
    one.type === 'ImportSpecifier' && one.importKind === 'type';
  return specifiers.length > 0 && specifiers.every(isType);
}

/** The sandbox has folders by what they are for; what lies beside them is for nothing in particular. */
function loose(file: string): Bend[] {
  const isLoose = posix.dirname(file) === 'sandbox' && file !== entrances.sandbox;
  return isLoose ? [{ rule: 'loose', where: file }] : [];
}

function rulesBrokenByImport({ specifier, typeOnly, lazy = false }: Import, file: string): Bend['rule'][] {
  if (!specifier.startsWith('.')) {
    const doorsHere = doors[packageOf(specifier)] ?? [];
    return doorsHere.some((door) => file.startsWith(door)) ? [] : ['door'];
  }
  const imported = posix.join(posix.dirname(file), specifier);
  const [mine, theirs] = [folderOf(file), folderOf(imported)];
  if (mine === theirs) return [];
  const { values = [], types = [], lazily = [] } = neighbours[mine] ?? {};
  const known = values.includes(theirs) || (typeOnly && types.includes(theirs)) || (lazy && lazily.includes(theirs));
  return known && imported === (entrances[theirs] ?? imported) ? [] : ['star'];
}

/** `node:fs/promises` is `node:fs`, `@hono/node-server/x` is `@hono/node-server`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function eachEffect(program: ESTree.Program, tell: (at: ESTree.Span) => void): void {
  // Only a name of something else: `x.process`, `{ process: 1 }`, a declared property.
  const names = new Set<ESTree.Span>();
  const name = ({ key, computed }: Pick<ESTree.ObjectProperty, 'key' | 'computed'>) => {
    if (!computed) names.add(key);
  };
  new Visitor({
    MemberExpression: (node) => {
      if (!node.computed) names.add(node.property);
      if (outsideWorld.includes(dotted(node))) tell(node);
    },
    ObjectExpression: ({ properties }) => {
      for (const property of properties) if (property.type === 'Property') name(property);
    },
    TSPropertySignature: name,
    TSMethodSignature: name,
    // Without arguments it reads the clock; `Date()` does so with any.
    NewExpression: (node) => {
      if (isDate(node.callee) && node.arguments.length === 0) tell(node);
    },
    CallExpression: (node) => {
      if (isDate(node.callee)) tell(node);
    },
    Identifier: (node) => {
      if (outsideWorld.includes(node.name) && !names.has(node)) tell(node);
    },
  }).visit(program);
}

/** `Date.now`; nothing where more than two names, or others, are joined. */
function dotted({ object, property, computed }: ESTree.MemberExpression): string {
  const areNames = !computed && object.type === 'Identifier' && property.type === 'Identifier';
  return areNames ? `${object.name}.${property.name}` : '';
}

function isDate(callee: ESTree.Expression): boolean {
  return callee.type === 'Identifier' && callee.name === 'Date';
}

/** Default exports and `export *`: things have one name, and it is written where they come from. */
function eachOtherExport(program: ESTree.Program, tell: (at: ESTree.Span) => void): void {
  new Visitor({ ExportDefaultDeclaration: tell, TSExportAssignment: tell, ExportAllDeclaration: tell }).visit(program);
}

function eachCast(program: ESTree.Program, tell: (at: ESTree.Span) => void): void {
  new Visitor({
    TSAsExpression: (node) => {
      if (!isConst(node.typeAnnotation)) tell(node);
    },
    TSNonNullExpression: tell,
    TSTypeAssertion: tell,
    TSAnyKeyword: tell,
  }).visit(program);
}

function isConst(type: ESTree.TSType): boolean {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
}

function silenced(file: string, text: string): Bend[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, where: `${file}:${index + 1}: ${line.trim()}` }))
    .filter(({ line }) => /@ts-(ignore|nocheck|expect-error)|biome-ignore/.test(line))
    .map(({ where }) => ({ rule: 'silenced' as const, where }));
}
