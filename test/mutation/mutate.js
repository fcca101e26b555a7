/**
 * `npm run test:mutation [-- FOLDER...]` plants faults into folders of `src`, one at a time, and tells how many of them the
 * folder's own unit tests notice. Only those: a fault that another folder's test finds by chance is not held by any rule of
 * this one, and one that is there on load would have to be tried on every test there is. Stryker plants all but those in
 * numbers (`numbers.js`), which have no least score: much of what is a second too long makes no difference that matters.
 *
 * LIVEMIG_MUTANTS_AT_ONCE says how many are tried side by side, by default one less than there are cores.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { numbersIn } from './numbers.js';

/** What the faults that are noticed have to come to, in percent of those that were planted. */
const least = 85;

const folders = ['core', 'engine', 'stages', 'facts', 'checks', 'files'];
const named = process.argv.slice(2);
const stranger = named.find((folder) => !folders.includes(folder));
if (stranger !== undefined) throw new Error(`${stranger} is none of ${folders.join(', ')}`);
const scores = (named.length > 0 ? named : folders).filter((folder) => existsSync(`src/${folder}`)).map(scoreOf);
const head = [
  '| folder | planted | noticed | score | numbers | noticed |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
];
const lines = [...head, ...scores.map(rowOf)];
process.stdout.write(`\n${lines.join('\n')}\n`);
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, `${lines.join('\n')}\n`);
process.exitCode = scores.every(({ percent }) => percent >= least) ? 0 : 1;

function scoreOf(folder) {
  const atOnce = process.env.LIVEMIG_MUTANTS_AT_ONCE;
  const args = ['run', 'test/mutation/stryker.config.json', '--mutate', `src/${folder}/**/*.ts`];
  const { status } = spawnSync('npx', ['stryker', ...args, ...(atOnce ? ['--concurrency', atOnce] : [])], {
    stdio: 'inherit',
    env: { ...process.env, LIVEMIG_MUTATED: folder },
  });
  if (status !== 0) throw new Error(`src/${folder} could not be mutated`);
  const { files } = JSON.parse(readFileSync('coverage/mutation.json', 'utf8'));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map((mutant) => mutant.status));
  const count = (...wanted) => statuses.filter((one) => wanted.includes(one)).length;
  // An error outside of the tests, such as a file of them that does not load, is red as well.
  const noticed = count('Killed', 'Timeout', 'RuntimeError');
  const planted = noticed + count('Survived', 'NoCoverage');
  return { folder, planted, noticed, percent: (100 * noticed) / planted, numbers: numbersIn(folder) };
}

function rowOf({ folder, planted, noticed, percent, numbers }) {
  return `| src/${folder} | ${planted} | ${noticed} | ${percent.toFixed(1)} % | ${numbers.planted} | ${numbers.noticed} |`;
}
