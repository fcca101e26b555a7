import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { changeRates } from './change-rates.js';
import { copyRates } from './copy-rates.js';
import { followFor } from './following-week.js';
import { hashedBytes } from './hashed-bytes.js';
import { inventoryRates } from './inventory-rates.js';
import { redrawMs } from './redraw.js';
import { smallCommands } from './small-commands.js';
import { verifyMemory, verifyRates, verifyWorkers } from './verify-rates.js';
import { wireRates } from './wire-rates.js';
import { openWizard } from './wizard-paint.js';

/*
 * Ratios, measured side by side in one run, because absolute times say more about the machine than about us. Plain
 * JavaScript, built with the program into `dist/test`, so that it runs on every Node without a tool. Prints; never fails by time.
 */

const livemig = fileURLToPath(new URL('../../bin/livemig.js', import.meta.url));

/** @returns {Promise<{ms: number, peakKiB: number | undefined}>} wall time and peak resident memory of one process */
async function measured(args) {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKiB;
  const look = async () => {
    peakKiB = (await peakOf(child.pid)) ?? peakKiB;
  };
  const timer = process.platform === 'linux' ? setInterval(look, 20) : undefined;
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(timer);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  return { ms: performance.now() - began, peakKiB };
}

/** The kernel keeps the peak itself (VmHWM), so looking now and then only misses what the last moments add. */
async function peakOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const found = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return found === undefined ? undefined : Number(found);
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/** A B A B …, so that a machine that gets slower or faster does so for both; the medians. */
async function sideBySide(times, one, other) {
  const results = { one: [], other: [] };
  for (let time = 0; time < times; time += 1) {
    results.one.push(await one());
    results.other.push(await other());
  }
  return [median(results.one), median(results.other)];
}

/** What a person waits for with a hand on the keyboard, so it must be about as quick as Node itself. */
async function quickRows() {
  const rows = [];
  for (const args of [['--help'], ['link', '--help'], ['completion', 'answer', 'zsh', 'link', '--atlas-org', '']]) {
    const [quick, nothing] = await sideBySide(
      31,
      async () => (await measured([livemig, ...args])).ms,
      async () => (await measured(['-e', '0'])).ms,
    );
    rows.push(row(`livemig ${args.slice(0, 2).join(' ')} / node -e 0`, quick, nothing, 'ms', 'at most 1.5'));
  }
  return rows;
}

/** The screen is not empty, and then can be answered: between the two the wizard looks at everything. */
async function wizardRows() {
  const wizard = await openWizard();
  const rows = [];
  for (const [what, wanted, goal] of [
    ['first paint', /live migration into MongoDB Atlas/, 'below 400 ms'],
    ['first question', /Go on\?/, '-'],
  ]) {
    const [shown, nothing] = await sideBySide(
      15,
      () => wizard.untilShown(wanted),
      async () => (await measured(['-e', '0'])).ms,
    );
    rows.push(row(`livemig (wizard), Enter to ${what} / node -e 0`, shown, nothing, 'ms', goal));
  }
  await wizard.close();
  return rows;
}

/** What a person waits for after `livemig sandbox`: until the last line that they are to paste is there. */
async function readyRow() {
  const ready = async () => {
    const began = performance.now();
    const child = spawn(process.execPath, [livemig, 'sandbox'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    let printed = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      printed += chunk;
      if (/^export LIVEMIG_POLL_INTERVAL=.*\n/m.test(printed)) break;
    }
    const ms = performance.now() - began;
    child.kill();
    await ended;
    return ms;
  };
  const [start, nothing] = await sideBySide(9, ready, async () => (await measured(['-e', '0'])).ms);
  return row('livemig sandbox, Enter to ready / node -e 0', start, nothing, 'ms', 'below 1000 ms');
}

/** Until both APIs, both servers, the data and its traffic are there. Bare Node tells how fast the machine is. */
async function sandboxRow() {
  const script = fileURLToPath(new URL('./sandbox-start.js', import.meta.url));
  const [start, nothing] = await sideBySide(
    9,
    async () => {
      const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const ended = once(child, 'exit');
      const [{ ms }] = await once(child, 'message');
      await ended;
      return ms;
    },
    async () => (await measured(['-e', '0'])).ms,
  );
  return row('sandbox, start to ready / node -e 0', start, nothing, 'ms', 'below 300 ms');
}

/** Of the process that holds both servers and all their data; the commands it starts are processes of their own. */
async function memoryRow() {
  const rehearse = async (documents) =>
    (await measured([livemig, 'rehearse', '--json', '--documents', String(documents)])).peakKiB;
  const [many, few] = await sideBySide(
    1,
    () => rehearse(200_000),
    () => rehearse(10_000),
  );
  const inMiB = (kib) => (kib === undefined ? undefined : kib / 1024);
  return row('peak memory of rehearse, 200,000 / 10,000 documents', inMiB(many), inMiB(few), 'MiB', 'well below 20');
}

async function copyRow() {
  const { sandbox, plain } = await copyRates(20_000, 3, sideBySide);
  return row("sandbox's copy / plain driver copy", sandbox, plain, 'documents/s', 'at least 0.5');
}

/** What a comparison by hashes is for: nothing but sums travels where nothing differs. */
async function hashedRow() {
  const { hashed, full } = await hashedBytes(20_000);
  const [what, numerator, denominator] = row('verify hashed / full, 20,000 documents of 2 kB', hashed, full, 'bytes');
  return [what, numerator, denominator, (hashed / full).toFixed(5), 'at most 0.001'];
}

/** Growth tells more than rates: what scans takes a hundred times longer with a hundred times the documents. */
async function wireRows() {
  const few = await wireRates(10_000);
  const many = await wireRates(1_000_000);
  const compared = (what, name, unit, goal) =>
    row(`wire server, ${what}: 1,000,000 / 10,000 documents`, many[name], few[name], unit, goal);
  return [
    compared('inserted', 'inserted', 'documents/s', 'at least 0.5'),
    compared('read raw', 'read', 'documents/s', 'at least 0.5'),
    compared('copied', 'copied', 'documents/s', 'at least 0.5'),
    compared('find by _id', 'byId', 'us', 'below 3'),
    compared('find by an indexed field', 'byField', 'us', 'below 3'),
    compared('memory per document', 'memory', 'bytes', 'at most 1'),
    compared('resident per document', 'resident', 'bytes', 'at most 1'),
  ];
}

/** What `livemig check` reads of a large source, against the least that anybody would have to ask. */
async function inventoryRows() {
  const { inventory, bare, grown, judging } = await inventoryRates(10_000, 3, sideBySide);
  const [, nothing] = await sideBySide(
    3,
    async () => 0,
    async () => (await measured(['-e', '0'])).ms,
  );
  return [
    row('inventory of 10,000 collections / listIndexes in a loop', inventory, bare, 'collections/s', 'at least 0.8'),
    row('peak memory of the same, above that before', grown.inventory, grown.bare, 'MiB', 'below 150 MiB'),
    row('judging that inventory / node -e 0', judging, nothing, 'ms', 'below 300 ms'),
  ];
}

/** Comparing every document byte for byte, in MB of both sides for each second of processor time. */
async function verifyRows() {
  const rows = [];
  for (const [size, count] of [
    [2_000, 400_000],
    [200, 2_000_000],
  ]) {
    const [full, thrownAway] = await verifyRates({ size, count, times: 9 }, 'thrownAway', sideBySide);
    rows.push(row(`documents of ${size} B compared / read and thrown away`, full, thrownAway, 'MB/s', 'at least 0.85'));
    const fewer = { size, count: count / 5, times: 3, batchSize: 1_000 };
    const [again, asJson] = await verifyRates(fewer, 'asJson', sideBySide);
    rows.push(row(`the same / find and JSON.stringify`, again, asJson, 'MB/s', 'at least 8'));
  }
  // What is garbage already stays until V8 has learnt how much there is, which takes it about 2 GB: hence 1 kB each.
  const [many, few] = [await verifyMemory(1_000, 10_000_000), await verifyMemory(1_000, 1_000_000)];
  rows.push(
    row('memory that it takes, 10,000,000 / 1,000,000 documents', many, few, 'MiB', 'at most 1.2, below 200 MiB'),
  );
  return rows;
}

/** Changes that are told by both sides, kept on disk, read back and looked at, for each second of processor time. */
async function changeRows() {
  const [many, few] = [await changeRates(2_000_000), await changeRates(500_000)];
  return [
    row('changes followed and looked at / the goal', many.perSecond, 15_000, 'changes/s', 'at least 1'),
    row('memory that it takes, 2,000,000 / 500,000 changes', many.mebibytes, few.mebibytes, 'MiB', 'at most 1.2'),
  ];
}

/** Two threads are worth it where both have a core, and the servers too; elsewhere they must not cost more than one. */
async function workersRow() {
  const { processor, wall } = await verifyWorkers(2_000, 100_000, 6, 5, sideBySide);
  if (availableParallelism() >= 4)
    return row('documents compared by one worker / by two', wall.one, wall.two, 'ms', 'at least 1.6');
  return row('1 GB compared by two workers / by one', processor.two, processor.one, 'ms of CPU', 'at most 1.1');
}

/** Days of looks: what they ask of Atlas, and what they leave in memory and on disk. */
async function followingRows() {
  const hour = await followFor(1);
  const week = await followFor(7 * 24, '1m');
  const watched = await followFor(1, undefined, ['status', '--watch']);
  const watchedDay = await followFor(24, '1m', ['status', '--watch']);
  const mebi = (what, amount, goal) => [what, `${amount.toFixed(1)} MiB`, '-', '-', goal];
  return [
    row('following: requests to Atlas / looks, an hour at its usual pace', hour.requests, hour.looks, '', 'at most 2'),
    ['following: requests to Atlas in that hour', `${hour.requests}`, '-', '-', 'at most 500'],
    row('following: requests to Atlas / looks, a week of one a minute', week.requests, week.looks, '', 'at most 2'),
    row(
      'watching: requests to Atlas / looks, an hour at its usual pace',
      watched.requests,
      watched.looks,
      '',
      'at most 2',
    ),
    row(
      'watching: requests to Atlas / looks, a day of one a minute',
      watchedDay.requests,
      watchedDay.looks,
      '',
      'at most 2',
    ),
    row(
      'watching: requests to the manager / looks, that day',
      watchedDay.ofManager,
      watchedDay.looks,
      '',
      'at most 0.25',
    ),
    mebi('following: growth of memory from the first day of that week to the last', week.grownMiB, 'below 20 MiB'),
    mebi('following: what its directory holds in the end', week.keptMiB, 'below 5 MiB'),
    ['following: one redraw of the screen', `${redrawMs().toFixed(2)} ms of CPU`, '-', '-', 'below 5 ms'],
  ];
}

/** What it takes to read a small command, which a scan of many documents hides. */
async function smallRows() {
  const pairs = await smallCommands(sideBySide);
  return pairs.map(({ what, numerator, denominator, goal }) =>
    row(`wire server, ${what}`, numerator, denominator, 'us', goal),
  );
}

function row(what, numerator, denominator, unit, goal) {
  if (numerator === undefined || denominator === undefined) return [what, 'not measured', 'not measured', '-', goal];
  const text = (number) => `${Math.round(number)} ${unit}`;
  return [what, text(numerator), text(denominator), (numerator / denominator).toFixed(2), goal];
}

const widths = [74, 18, 18, 7, 0];
const print = (cells) => process.stdout.write(`${cells.map((cell, index) => cell.padEnd(widths[index])).join(' ')}\n`);

print(['what', 'numerator', 'denominator', 'ratio', 'goal']);
for (const cells of [...(await quickRows()), ...(await wizardRows())]) print(cells);
for (const measure of [readyRow, sandboxRow, copyRow, memoryRow, hashedRow, workersRow]) print(await measure());
for (const cells of [
  ...(await followingRows()),
  ...(await verifyRows()),
  ...(await changeRows()),
  ...(await inventoryRows()),
  ...(await smallRows()),
  ...(await wireRows()),
])
  print(cells);
