import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What `action.yml` does between getting the state and keeping it: runs one command of livemig, and tells the workflow what
 * became of it. Credentials are in the environment, where livemig itself looks for them; nothing here reads one.
 */

const { COMMAND = '', ARGS = '', DIRECTORY = '', GITHUB_OUTPUT = '', GITHUB_STEP_SUMMARY = '' } = process.env;
const commands = ['link', 'provision', 'start', 'cutover', 'status', 'check'];
const program = join(import.meta.dirname, '../../bin/livemig.js');

/** In exit codes of livemig: wrong usage, and still in progress. */
const [usage, pending] = [2, 8];

/** A page that takes longer is not worth waiting for; in ms. */
const pageMs = 120_000;

const commandLine = (args) => [program, ...args, '--dir', DIRECTORY, '--no-input'];

/** Its exit code; 1 where a signal ended it. A job that is cancelled lets it end in order, as a person's Ctrl-C does. */
async function livemig(args) {
  const child = spawn(process.execPath, commandLine(args), { stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name));
  const [code] = await once(child, 'close');
  return code ?? 1;
}

/** What it prints for people, and its exit code; null where it took too long. */
function printed(args) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: pageMs };
  const { status, stdout } = spawnSync(process.execPath, commandLine(args), options);
  return { code: status, text: stdout };
}

/** The report, or where its files cannot be read the page of the status, within a fence that nothing in it can close. */
function pageOf() {
  const report = printed(['report', '--format', 'markdown', '--output', '-']);
  if (report.code === 0) return report.text;
  // Also of a migration that has failed, which its exit code tells.
  const { text } = printed(['status', '--no-color']);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

async function run() {
  if (!commands.includes(COMMAND)) {
    process.stderr.write(`The input command is "${COMMAND}"; it can be ${commands.join(', ')}.\n`);
    return usage;
  }
  const args = ARGS.split('\n').map((line) => line.trim());
  const code = await livemig([COMMAND, ...args.filter((arg) => arg !== '')]);
  appendFileSync(GITHUB_OUTPUT, `exit-code=${code}\nin-progress=${code === pending}\n`);
  const became = code === pending ? 'still in progress' : code === 0 ? 'done' : `ended with exit code ${code}`;
  const page = existsSync(DIRECTORY) ? `\n${pageOf()}` : '';
  appendFileSync(GITHUB_STEP_SUMMARY, `### livemig ${COMMAND}: ${became}\n${page}\n`);
  return code === pending ? 0 : code;
}

process.exitCode = await run();
