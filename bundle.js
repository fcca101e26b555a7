import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/*
 * How livemig becomes few files with its libraries in them, for `build.js` and `executable.js`. Nothing is minified: a stack
 * trace names functions.
 */

export const root = import.meta.dirname;

/** What the driver takes where somebody has installed it, such as `kerberos`, and otherwise says what is missing. */
const takenIfThere = Object.keys(readManifest(join(root, 'node_modules/mongodb')).peerDependencies);

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

/** `output` in rolldown's words, and at least the folder. Resolves with the files that it wrote. */
export async function bundle(input, external, output) {
  const build = await rolldown({
    ...{ cwd: root, input, external, platform: 'node', preserveEntrySignatures: 'allow-extension' },
    transform: { target: 'node20.19' },
    // Of an import that need not wait: others load the same file at once.
    checks: { ineffectiveDynamicImport: false },
  });
  const written = await build.write({
    ...{ entryFileNames: '[name].js', chunkFileNames: '[name].js', comments: { jsdoc: false }, ...output },
  });
  await build.close();
  return written.output;
}

/** The program and the first module of its threads. */
export function bundleProgram(output) {
  const input = { main: 'src/main.ts', 'verify-worker': 'src/verify-worker.ts' };
  const codeSplitting = {
    includeDependenciesRecursively: false,
    groups: [{ name: groupOf(), debugName: 'together' }],
  };
  return bundle(input, takenIfThere, { cleanDir: true, codeSplitting, ...output });
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
