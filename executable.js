import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inject } from 'postject';
import { bundleProgram, readManifest, root } from './bundle.js';

/*
 * `npm run executable` makes `dist-executable/livemig-linux-x64`: the Node.js that runs this, and livemig in it, for servers
 * without Node.js. `--node FILE` takes another Node.js for Linux, of this version, such as one for arm64. Node.js starts one
 * CommonJS script in it (https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html), which takes the files
 * of the program from the assets when they are needed. One large script would take three times as long to start.
 */

const { node } = parseArgs({ options: { node: { type: 'string', default: process.execPath } } }).values;

/** The machine that a program for Linux is for, by its header (elf(5)). */
function architectureOf(program) {
  const names = { 62: 'x64', 183: 'arm64' };
  const name = program.readUInt32BE(0) === 0x7f454c46 ? names[program.readUInt16LE(18)] : undefined;
  if (name === undefined) throw new Error(`${node} is no program for Linux on x64 or arm64.`);
  return name;
}

/** The blob is read by the version of Node.js that wrote it. */
function refuseOtherVersion(program) {
  const source = `node-${process.version}.tar.gz`;
  if (!program.includes(source))
    throw new Error(`${node} does not name ${source}: it has to be Node.js ${process.version}, which runs this.`);
}

/** What is put into Node.js: the script, and what it takes out of it. */
async function makeBlob(place) {
  // A script that is compiled from a text can import nothing, not even what Node.js has in it.
  const chunks = await bundleProgram({ dir: join(place, 'program'), format: 'cjs', dynamicImportInCjs: false });
  writeFileSync(join(place, 'version'), readManifest(root).version);
  copyFileSync(join(root, 'bin/executable.cjs'), join(place, 'executable.cjs'));
  const files = Object.fromEntries(chunks.map(({ fileName }) => [fileName, `program/${fileName}`]));
  const config = {
    ...{ main: 'executable.cjs', output: 'blob', disableExperimentalSEAWarning: true },
    assets: { ...files, version: 'version', 'executable.cjs': 'executable.cjs' },
  };
  writeFileSync(join(place, 'config.json'), JSON.stringify(config));
  execFileSync(process.execPath, ['--experimental-sea-config', 'config.json'], { cwd: place, stdio: 'pipe' });
  return readFileSync(join(place, 'blob'));
}

const program = readFileSync(node);
const architecture = architectureOf(program);
refuseOtherVersion(program);
const folder = join(root, 'dist-executable');
const name = `livemig-linux-${architecture}`;
const place = mkdtempSync(join(tmpdir(), 'livemig-executable-'));
try {
  const blob = await makeBlob(place);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), program);
  chmodSync(join(folder, name), 0o755);
  const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  await inject(join(folder, name), 'NODE_SEA_BLOB', blob, { sentinelFuse });
} finally {
  rmSync(place, { recursive: true });
}
const sums = readdirSync(folder)
  .filter((file) => file.startsWith('livemig-'))
  .sort()
  .map((file) => {
    const bytes = readFileSync(join(folder, file));
    process.stdout.write(`dist-executable/${file}: ${(bytes.length / 1e6).toFixed(1)} MB\n`);
    return `${createHash('sha256').update(bytes).digest('hex')}  ${file}\n`;
  });
writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
