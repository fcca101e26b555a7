import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { bundle, bundleProgram, readManifest, root } from './bundle.js';

/*
 * `npm run build` makes `dist` anew: all that runs, in few files, because to load five hundred modules takes longer than
 * most commands do. Libraries are in it, so that what was tested is what runs, and their licenses beside it. `tsc -b` looks
 * at the types, and declares the contract.
 */

const dist = join(root, 'dist');

/** Plain `.js` of the tests that is started by itself. */
const ofTests = [
  'support/take-lock',
  'support/append-lines',
  ...readdirSync(join(root, 'test/bench')).map((file) => `bench/${parse(file).name}`),
];

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

const program = await bundleProgram({ dir: dist });
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(program).join(`\n${'-'.repeat(80)}\n\n`));
// With the zod of whoever reads it, which its types are of too.
await bundle({ contract: 'src/contract.ts' }, ['zod'], { dir: dist });
// All libraries are installed where tests are run, but not what the bundler itself puts in for new syntax.
const libraries = /^(?!@oxc-project\/runtime)[a-z@]/;
await bundle(Object.fromEntries(ofTests.map((file) => [`test/${parse(file).base}`, `test/${file}.js`])), libraries, {
  dir: dist,
  chunkFileNames: 'test/[name].js',
});
