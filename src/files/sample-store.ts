import { constants } from 'node:fs';
import { Sample } from '../core/following/sample.ts';
import { thinned } from '../core/following/thinned.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { Clock, SampleStore } from '../core/ports.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate, replacePrivate, requireOurSize } from './private-file.ts';

/** Thinned out, a week has about half of it. */
const mostBytes = 1024 * 1024;

/**
 * What the looks have seen, one a line in `samples.ndjson`. Two processes may add at once, each line in one write; a line that is
 * added in the moment in which another process thins the file out may be lost, which no number that is told from them shows.
 */
export function createSampleStore(directory: MigrationDirectory, clock: Pick<Clock, 'now'>): SampleStore {
  const path = directory.file(keptFiles.samples.name);
  const inTurn = createTurns();
  let known: Known = nothingKnown;
  const read = async () => {
    known = await readOn(path, known).catch(() => nothingKnown);
    return known.samples;
  };
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

/** What was read of the file, to go on from: with each look a line is added, and all of them are asked for. */
interface Known {
  /** The file, which is another one once it was thinned out. */
  readonly file: number | undefined;
  /** Up to the end of its last whole line. */
  readonly bytes: number;
  readonly samples: readonly Sample[];
}

const nothingKnown: Known = { file: undefined, bytes: 0, samples: [] };

async function readOn(path: string, known: Known): Promise<Known> {
  await using handle = await openPrivate(path, constants.O_RDONLY);
  const { ino: file, size } = await handle.stat();
  requireOurSize(path, size);
  const before = known.file === file && known.bytes <= size ? known : nothingKnown;
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(size - before.bytes),
    0,
    size - before.bytes,
    before.bytes,
  );
  const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1);
  const samples = joined(before.samples, inOrder(samplesIn(whole.toString('utf8'))));
  return { file, bytes: before.bytes + whole.length, samples };
}

/** Both are in order, and mostly one after the other. */
function joined(before: readonly Sample[], more: readonly Sample[]): readonly Sample[] {
  const [last, next] = [before.at(-1), more[0]];
  if (next === undefined) return before;
  const both = [...before, ...more];
  return last === undefined || timeOf(last) <= timeOf(next) ? both : inOrder(both);
}

function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line) => Sample.safeParse(parsed(line)).data ?? []);
}

function inOrder(samples: readonly Sample[]): readonly Sample[] {
  return samples.toSorted((one, other) => timeOf(one) - timeOf(other));
}

function timeOf({ at }: Sample): number {
  return Date.parse(at);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
