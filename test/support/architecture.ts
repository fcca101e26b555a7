import { posix } from 'node:path';
import ts from 'typescript';

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
  'outlets.ts': { values: ['core', 'api', 'files', 'processes', 'metrics'], types: ['cli'] },
  'verify-threads.ts': { values: ['core', 'processes', 'verify'] },
  'verify-worker.ts': { values: ['core', 'mongo', 'verify'] },
  'main.ts': {
    values: ['core', 'cli', 'api', 'files', 'processes', 'terminal', 'inspector.ts', 'outlets.ts'],
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
  hono: ['sandbox/'],
  '@hono/node-server': ['sandbox/'],
  mingo: ['mongod/query/'],
  inquirer: ['terminal/'],
  chalk: ['terminal/'],
  ora: ['terminal/'],
  'prom-client': ['metrics/'],
  'pretty-ms': ['terminal/'],
  'string-width': ['terminal/'],
  yaml: ['core/parse-yaml.ts'],
  'temporal-polyfill': ['core/cutover/zoned-time.ts'],
  'node:fs': ['files/'],
  'node:child_process': ['processes/'],
  'node:worker_threads': ['processes/', 'verify-worker.ts'],
  'node:readline': ['processes/', 'terminal/'],
  'node:http': ['api/agents.ts', 'api/connection.ts', 'api/tunnel.ts', 'metrics/', 'sandbox/http/'],
  'node:https': ['api/agents.ts', 'api/connection.ts', 'api/tunnel.ts'],
  'node:tls': ['api/agents.ts', 'api/tunnel.ts', 'mongod/listen.ts'],
  'node:os': ['main.ts', 'mongod/commands/host.ts'],
  'node:module': ['main.ts'],
  'node:tty': ['main.ts'],
  // Arithmetic on text and bytes: no effect outside the process.
  'node:crypto': ['api/', 'core/audit.ts', 'files/', 'sandbox/', 'mongod/', 'stages/', 'tell/'],
  // Its types, and what inquirer draws on.
  'node:stream': ['processes/', 'terminal/prompt-screen.ts'],
  'node:path': ['files/', 'stages/'],
  'node:util': ['terminal/'],
  // A regular expression under a clock.
  'node:vm': ['mongod/query/regex.ts'],
  // In stages only isIP and BlockList; the sockets are the sandbox's and its server's.
  'node:net': ['sandbox/', 'mongod/', 'core/covers-address.ts'],
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
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Bend[] = [...silenced(file, text), ...loose(file)];
  const visit = (node: ts.Node): void => {
    const at = () =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText().slice(0, 80)}`;
    for (const rule of rulesBrokenBy(node, file)) found.push({ rule, where: at() });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The imports of a file of `test` that reach into another folder of it; `file` is its path within `test`. */
export function bendsOfTest(file: string, text: string): Bend[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join('test', posix.dirname(file), fileName).split('/'))
    .filter(([top, folder]) => top === 'test' && folder !== 'support' && folder !== folderOf(file))
    .map((path) => ({ rule: 'folder' as const, where: `${file}: ${path.join('/')}` }));
}

/** The sandbox has folders by what they are for; what lies beside them is for nothing in particular. */
function loose(file: string): Bend[] {
  const isLoose = posix.dirname(file) === 'sandbox' && file !== entrances.sandbox;
  return isLoose ? [{ rule: 'loose', where: file }] : [];
}

function rulesBrokenBy(node: ts.Node, file: string): Bend['rule'][] {
  const imported = importOf(node);
  const broken: Bend['rule'][] = imported === undefined ? [] : rulesBrokenByImport(imported, file);
  if (file !== 'main.ts' && isOutsideWorld(node)) broken.push('effect');
  if (isOtherExport(node)) broken.push('export');
  if (isCast(node)) broken.push('cast');
  return broken;
}

/** What a file imports, and how; in the order of the text. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const imported = importOf(node);
    if (imported !== undefined) found.push(imported);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Loaded when it is needed. */
  readonly lazy?: boolean;
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: importsTypesOnly(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    // A computed import could lead anywhere, so it has no door.
    const text = specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : '(computed)';
    return { specifier: text, typeOnly: false, lazy: true };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true };
  }
  return undefined;
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
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

function isOutsideWorld(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return outsideWorld.includes(`${node.expression.getText()}.${node.name.text}`);
  // Without arguments it reads the clock; `Date()` does so with any.
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') return (node.arguments ?? []).length === 0;
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return true;
  return ts.isIdentifier(node) && outsideWorld.includes(node.text) && !isName(node);
}

/** Only a name of something else: `x.process`, `{ process: 1 }`, a declared property. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) &&
    parent.name === node
  );
}

/** Default exports and `export *`: things have one name, and it is written where they come from. */
function isOtherExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportDeclaration(node)) return node.exportClause === undefined || ts.isNamespaceExport(node.exportClause);
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function isCast(node: ts.Node): boolean {
  if (ts.isAsExpression(node)) return node.type.getText() !== 'const';
  return ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node) || node.kind === ts.SyntaxKind.AnyKeyword;
}

function silenced(file: string, text: string): Bend[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, where: `${file}:${index + 1}: ${line.trim()}` }))
    .filter(({ line }) => /@ts-(ignore|nocheck|expect-error)|biome-ignore/.test(line))
    .map(({ where }) => ({ rule: 'silenced' as const, where }));
}
