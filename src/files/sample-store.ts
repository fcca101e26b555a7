import { constants } from 'node:fs';
import { Sample } from '../core/following/sample.ts';
import { thinned } from '../core/following/thinned.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { Clock, SampleStore } from '../core/ports.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate, readPrivate, replacePrivate } from './private-file.ts';

/** Thinned out, a week has about half of it. */
const mostBytes = 1024 * 1024;

/**
 * What the looks have seen, one a line in `samples.ndjson`. Two processes may add at once, each line in one write; a line that is
 * added in the moment in which another process thins the file out may be lost, which no number that is told from them shows.
 */
export function createSampleStore(directory: MigrationDirectory, clock: Pick<Clock, 'now'>): SampleStore {
  const path = directory.file(keptFiles.samples.name);
  const inTurn = createTurns();
  const read = async () => inOrder(samplesIn((await readPrivate(path).catch(() => undefined))?.text ?? ''));
  const add = async (sample: Sample) => {
    await directory.prepare();
    await using handle = await openPrivate(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    const { size } = await handle.stat();
    const line = `${JSON.stringify(sample)}\n`;
    // Behind what a crash has cut off, it would be lost with it.
    const isCut = size > 0 && (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== 0x0a;
    await handle.appendFile(isCut ? `\n${line}` : line);
    if (size + line.length <= mostBytes) return;
    const kept = thinned(await read(), clock.now());
    await replacePrivate(path, kept.map((one) => `${JSON.stringify(one)}\n`).join(''), directory.mayWrite);
  };
  return {
    load: () => inTurn(read),
    add: (sample) => inTurn(() => add(sample).catch(() => undefined)),
  };
}

function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line) => Sample.safeParse(parsed(line)).data ?? []);
}

function inOrder(samples: readonly Sample[]): Sample[] {
  return samples.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
