import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { rolldown } from 'rolldown';

/*
 * `npm run build` makes `dist` anew: all that runs, in few files, because to load five hundred modules takes longer than
 * most commands do. Libraries are in it, so that what was tested is what runs, and their licenses beside it. Nothing is
 * minified: a stack trace names functions. `tsc -b` looks at the types, and declares the contract.
 */

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** What the driver takes where somebody has installed it, such as `kerberos`, and otherwise says what is missing. */
const takenIfThere = Object.keys(readManifest(join(root, 'node_modules/mongodb')).peerDependencies);

/** Plain `.js` of the tests that is started by itself. */
const ofTests = [
  'support/take-lock',
  'support/append-lines',
  ...readdirSync(join(root, 'test/bench')).map((file) => `bench/${parse(file).name}`),
];

/** What is loaded together. Names of files of `src`. */
const loadedFor = {
  help: ['main', 'cli/command-help', 'cli/completion-answer', 'cli/stage-flags', 'cli/check-flags'],
  thread: ['verify-worker'],
  command: [
    ...['parse-arguments', 'run-command', 'status-command'].map((name) => `cli/${name}`),
    ...['terminal/human-reporter', 'files/migration-files'],
  ],
};

/**
 * Whatever is loaded for one of them is one file, and what two of them share is another, so that files never wait for each
 * other in a circle. Left to itself, each way to come to a module would be a file, and a command would load 120. What is
 * loaded for none of them stays as lazy as its `import()`.
 */
function fileOf({ help, thread, command }) {
  if (help) return thread ? 'common' : 'help';
  if (command) return thread ? 'data' : 'command';
  return null;
}

function groupOf() {
  let loaded;
  return (id, context) => {
    loaded ??= Object.entries(loadedFor).map(([name, files]) => [name, loadedWith(files, context)]);
    return fileOf(Object.fromEntries(loaded.map(([name, ids]) => [name, ids.has(id)])));
  };
}

function loadedWith(files, context) {
  const found = new Set(files.map((file) => join(root, `src/${file}.ts`)));
  for (const id of found) for (const imported of context.getModuleInfo(id).importedIds) found.add(imported);
  return found;
}

async function bundle(input, external, output) {
  const build = await rolldown({
    ...{ cwd: root, input, external, platform: 'node', preserveEntrySignatures: 'allow-extension' },
    transform: { target: 'node20.19' },
    // Of an import that need not wait: others load the same file at once.
    checks: { ineffectiveDynamicImport: false },
  });
  const written = await build.write({
    ...{ dir: dist, entryFileNames: '[name].js', chunkFileNames: '[name].js', comments: { jsdoc: false }, ...output },
  });
  await build.close();
  return written.output;
}

/** What each library is under, in its own words. */
function licensesOf(chunks) {
  const libraries = new Set(
    chunks.flatMap(({ moduleIds }) => moduleIds).map((id) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0]),
  );
  libraries.delete(undefined);
  return [...libraries].sort().map((folder) => {
    const { name, version, license } = readManifest(folder);
    return `${name} ${version} (${license})\n\n${wordsOf(folder)}\n`;
  });
}

function wordsOf(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)\b/i.test(file));
  const text = (file) => readFileSync(join(folder, file), 'utf8').trim();
  if (files.length > 0) return files.map(text).join('\n\n');
  const [words] = /^#* *licen[cs]e$[\s\S]*/im.exec(text('README.md')) ?? [];
  if (words === undefined) throw new Error(`${folder} has no text of its license, which has to be in the package.`);
  return words;
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

const program = await bundle({ main: 'src/main.ts', 'verify-worker': 'src/verify-worker.ts' }, takenIfThere, {
  cleanDir: true,
  codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: groupOf(), debugName: 'together' }] },
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(program).join(`\n${'-'.repeat(80)}\n\n`));
// With the zod of whoever reads it, which its types are of too.
await bundle({ contract: 'src/contract.ts' }, ['zod'], {});
// All libraries are installed where tests are run, but not what the bundler itself puts in for new syntax.
const libraries = /^(?!@oxc-project\/runtime)[a-z@]/;
await bundle(Object.fromEntries(ofTests.map((file) => [`test/${parse(file).base}`, `test/${file}.js`])), libraries, {
  chunkFileNames: 'test/[name].js',
});
