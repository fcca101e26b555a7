import { spawnSync } from 'node:child_process';
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

/** Of the process; 1 where it ended by a signal. */
function livemig(args, options) {
  const { status, stdout, error } = spawnSync(process.execPath, [program, ...args, '--dir', DIRECTORY, '--no-input'], {
    ...{ encoding: 'utf8', ...options },
  });
  if (error !== undefined && error.code !== 'ETIMEDOUT') throw error;
  return { code: status ?? 1, text: stdout ?? '' };
}

/** The report where this livemig has one, else the page of its status, within a fence that nothing in it can close. */
function pageOf() {
  const toRead = { stdio: ['ignore', 'pipe', 'ignore'], timeout: pageMs };
  const report = livemig(['report', '--format', 'markdown'], toRead);
  if (report.code === 0) return report.text;
  const { text } = livemig(['status', '--no-color'], toRead);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

function run() {
  if (!commands.includes(COMMAND)) {
    process.stderr.write(`The input command is "${COMMAND}"; it can be ${commands.join(', ')}.\n`);
    return usage;
  }
  const args = ARGS.split('\n').map((line) => line.trim());
  const { code } = livemig([COMMAND, ...args.filter((arg) => arg !== '')], { stdio: 'inherit' });
  appendFileSync(GITHUB_OUTPUT, `exit-code=${code}\nin-progress=${code === pending}\n`);
  const became = code === pending ? 'still in progress' : code === 0 ? 'done' : `ended with exit code ${code}`;
  const page = existsSync(DIRECTORY) ? `\n${pageOf()}` : '';
  appendFileSync(GITHUB_STEP_SUMMARY, `### livemig ${COMMAND}: ${became}\n${page}\n`);
  return code === pending ? 0 : code;
}

process.exitCode = run();
