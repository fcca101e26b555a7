import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { keptFiles } from '../core/kept-files.ts';
import { completeSeen } from '../core/past.ts';
import type { Nearby, NearbyMigration } from '../core/ports.ts';
import { readPrivate } from './private-file.ts';

/** Who looks: only what belongs to this user is found, and nothing above the home. */
export interface Seeker {
  readonly home: string;
  readonly uid: number | undefined;
}

/** This is a help, and must not take long. */
const most = { entries: 200, parents: 20 } as const;

/** So many are enough for whoever has lost one; who has to know all of them asks for more. */
const enough = 5;
const usualName = '.livemig';
const writableByAll = 0o002;

/** All that is read of another migration's journal, of whatever version. */
const Glimpse = z.object({
  schemaVersion: z.int().positive(),
  inputs: z
    .object({
      destinationCluster: z.string().optional(),
      migrationHost: z.string().optional(),
      migrationHostIp: z.string().optional(),
    })
    .optional(),
  seen: z.record(z.string(), z.unknown()).optional(),
  steps: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Looks for migrations near a directory that holds none: in its parents, then beside it, then beside the folder that it
 * is in. Creates and changes nothing. What cannot be read, belongs to another user, or lies in a folder that everybody
 * can write is passed over: nobody is to be led into a journal that a stranger has put there.
 */
export async function findMigrations(directory: string, seeker: Seeker, atMost = enough): Promise<Nearby> {
  const place = placeOf(directory);
  const [folder, above] = [dirname(place), parentsOf(dirname(place), seeker.home)];
  const inParents = above.flatMap((parent) => [join(parent, basename(place)), join(parent, usualName)]);
  const beside = [...(await entriesOf(folder)), ...(await entriesOf(dirname(folder)))];
  const candidates = [...inParents, ...beside.flatMap((one) => [one, join(one, usualName)])];
  const migrations: NearbyMigration[] = [];
  for (const candidate of new Set(candidates)) {
    if (migrations.length === atMost) break;
    const found = candidate === place ? undefined : await glimpse(candidate, seeker);
    if (found !== undefined) migrations.push({ ...found, isAbove: inParents.includes(candidate) });
  }
  return { place, migrations };
}

/** Absolute, unless this process stands in a directory that is not there any more. */
function placeOf(directory: string): string {
  try {
    return resolve(directory);
  } catch {
    return directory;
  }
}

/** Nearest first, up to the home, or to the root where the folder is not in it. */
function parentsOf(folder: string, home: string): string[] {
  const parents: string[] = [];
  for (let at = folder; at !== home && dirname(at) !== at && parents.length < most.parents; ) {
    at = dirname(at);
    parents.push(at);
  }
  return parents;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    if (((await stat(folder)).mode & writableByAll) !== 0) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    return directories.toSorted().slice(0, most.entries);
  } catch {
    return [];
  }
}

async function glimpse(path: string, { uid }: Seeker): Promise<Omit<NearbyMigration, 'isAbove'> | undefined> {
  try {
    if (uid !== undefined && (await stat(path)).uid !== uid) return undefined;
    const file = await readPrivate(join(path, keptFiles.state.name));
    if (file === undefined) return undefined;
    const { inputs, seen = {}, steps = {} } = Glimpse.parse(JSON.parse(file.text));
    return {
      path: asTyped(path),
      destination: inputs?.destinationCluster,
      migrationHost: inputs?.migrationHost,
      migrationHostIp: inputs?.migrationHostIp,
      ...(completeSeen in seen && { isComplete: true }),
      isCreated: 'start.create-migration' in steps,
    };
  } catch {
    return undefined;
  }
}

/** From here, if that is shorter. */
function asTyped(path: string): string {
  const fromHere = relative('', path);
  return fromHere !== '' && fromHere.length < path.length ? fromHere : path;
}
