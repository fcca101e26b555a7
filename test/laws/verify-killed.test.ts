import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createRandom } from '../../src/sandbox/model/random.ts';
import { itHolds } from '../support/law.ts';
import { lawRuns, lawSeed } from '../support/law-effort.ts';
import { livemig, startLivemig } from '../support/livemig-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { startVerifyScene, type VerifyScene } from '../support/verify-scene.ts';

const law = 'kill -9 of a verification';
const killer = new URL('../support/kill-at.js', import.meta.url).href;
const collections = 30;
/** A run is killed so often before the next one may come to its end. */
const kills = lawRuns > 1 ? 4 : 2;

/** Thirty collections, of which one is not the same. */
async function startScene(): Promise<VerifyScene> {
  const names = Array.from({ length: collections }, (_, at) => `shop.part${at}`);
  const documents = Array.from({ length: 20 }, (_, at) => ({ _id: at, text: `text ${at}` }));
  const scene = await startVerifyScene(Object.fromEntries(names.map((name) => [name, documents])));
  const faulty = scene.clients.destination.db('shop').collection<{ _id: number }>('part7');
  await faulty.deleteOne({ _id: 3 });
  await faulty.updateOne({ _id: 4 }, { $set: { text: 'other' } });
  await faulty.insertOne({ _id: 99 });
  return scene;
}

/** What it came to, but for when; nobody writes, so what differs is different at once. */
async function cameTo(place: string, env: VerifyScene['env']) {
  const { result, exitCode } = await livemig(['verify', '--no-input', '--writes-stopped'], env, place);
  const { verdict, differences, differencesTotal, perNamespace } = Object(result.data.comparison);
  const told = differences.map((one: object) => ({ ...one, since: undefined }));
  const inOrder = told.toSorted((one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1));
  return { exitCode, verdict, differences: inOrder, differencesTotal, perNamespace };
}

/** The lines of a file of each verification in a directory, but for what a kill has cut off behind the last of them. */
function linesOf(place: string, name: string): unknown[][] {
  const root = join(place, '.livemig/verify');
  const ids = readdirSync(root).filter((id) => /^\d/.test(id));
  return ids.map((id) => {
    const text = readFileSync(join(root, id, name), 'utf8');
    const lines = text.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  });
}

function eachPartOnce(place: string): void {
  for (const lines of linesOf(place, 'journal.ndjson')) {
    const entries = lines.map((line) => Object(line).entry);
    const parts = entries
      .filter(({ kind }) => kind === 'compared')
      .map((one) => `${one.namespace} ${one.result.index}`);
    expect(parts.toSorted()).toEqual([...new Set(parts)].toSorted());
    expect(entries.filter(({ kind, anew }) => kind === 'proved' && anew !== undefined)).toEqual([]);
  }
}

itHolds(law, `goes on to the same result, and compares no part twice (seed ${lawSeed})`, async (tryCase) => {
  const { env } = await startScene();
  const undisturbed = await cameTo(await temporaryDirectory(), env);
  expect(undisturbed).toMatchObject({ exitCode: 6, verdict: 'different', differencesTotal: 3 });
  const random = createRandom(lawSeed);
  // 200 kills in a night.
  const journeys = Array.from({ length: lawRuns > 1 ? 50 : 1 }, () =>
    Array.from({ length: kills }, () => String(1 + random.below(3 * collections))),
  );
  const tried = (moments: readonly string[]) =>
    tryCase(`killed at ${moments.join(', ')}`, async () => {
      const place = await temporaryDirectory();
      const signals: unknown[] = [];
      for (const at of moments) {
        const killing = { ...env, NODE_OPTIONS: `--import=${killer}`, KILL_AT: at };
        const { signal } = await startLivemig(['verify', '--no-input'], killing, place).ended;
        signals.push(signal);
      }
      expect(signals).toContain('SIGKILL');
      expect(await cameTo(place, env)).toEqual(undisturbed);
      eachPartOnce(place);
      const [listed] = linesOf(place, 'differences.ndjson').slice(-1);
      expect(listed?.map((one) => Object(one).id).toSorted()).toEqual(
        undisturbed.differences.map(({ id }: { id: string }) => id).toSorted(),
      );
    });
  // Those that are not killed wait most of their time for what may be on its way.
  for (let from = 0; from < journeys.length; from += 5) await Promise.all(journeys.slice(from, from + 5).map(tried));
});
