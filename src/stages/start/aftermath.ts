import { type Fact, known } from '../../core/check.ts';
import { isInterruption, LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import { foreignNamespaces, type Inventory, uniqueIndexes } from '../../core/left-behind.ts';
import type { LeftBehind } from '../../core/results/left-behind.ts';
import { need, receipt, type World } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { cutOver } from './cut-over.ts';
import { currentMigration, isGone } from './followed-migration.ts';
import { leftBehindWords, type Words } from './left-behind-words.ts';
import { lookAtSide } from './look-at-side.ts';
import { endOf, isOver } from './migration-status.ts';
import { lookAtSurroundings } from './surroundings.ts';
import { withStanding } from './unseen.ts';

export interface Aftermath extends Words {
  readonly leftBehind: LeftBehind;
}

/** `undefined` for a migration that lives, has succeeded or does not exist. Looks for seconds at most, read-only. */
async function lookAtAftermath(world: World): Promise<Aftermath | undefined> {
  const { status, sandboxState } = await endSeen(world);
  if (status === undefined) return undefined;
  const [source, destination, surroundings] = await Promise.all([
    lookAtSide(world, 'source'),
    lookAtSide(world, 'destination'),
    lookAtSurroundings(world),
  ]);
  const both = <Found>(compare: (source: Inventory, destination: Inventory) => Found) =>
    compared(source.inventory, destination.inventory, compare);
  const leftBehind: LeftBehind = {
    lookedAt: world.clock.now().toISOString(),
    status,
    cutoverRequested: progressOf(world.journal(), cutOver.id) !== 'none',
    sourceWrites: source.writes,
    sourceBalancer: source.balancer,
    destinationWrites: destination.writes,
    destinationBalancer: destination.balancer,
    destinationContents: destination.contents,
    uniqueIndexes: both(uniqueIndexes),
    foreign: both(foreignNamespaces),
    ...surroundings,
    destinationBefore: receipt(world, createMigration)?.destination,
  };
  return { leftBehind, ...leftBehindWords(leftBehind, need(world, 'destinationCluster'), sandboxState) };
}

/** How it has ended, if it has. */
async function endSeen(world: World): Promise<{ status?: LeftBehind['status']; sandboxState?: string }> {
  try {
    const migration = await currentMigration(world);
    const [status, sandboxState] = [endOf(migration), migration?.sandboxState];
    return { ...(status && { status }), ...(sandboxState !== undefined && { sandboxState }) };
  } catch (error) {
    if (isGone(error)) return { status: 'GONE' };
    throw error;
  }
}

/** The same; `undefined` as well where Atlas cannot be asked. */
export async function aftermathSeen(world: World): Promise<Aftermath | undefined> {
  try {
    return await lookAtAftermath(world);
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return undefined;
  }
}

/** The error that a migration has ended or cannot be seen any more, with what stands where; any other error as it is. */
export async function withAftermath(error: unknown, world: World): Promise<unknown> {
  if (!(error instanceof LivemigError)) return error;
  if (!isAboutTheEnd(error)) return withStanding(error, world);
  const aftermath = await aftermathSeen(world);
  return aftermath === undefined ? error : explained(error, aftermath);
}

/** Whether it says that a migration has ended without success, or is not there any more. */
export function isAboutTheEnd(error: LivemigError): boolean {
  return isOver(error.code) || isGone(error);
}

function explained(error: LivemigError, { behind, advice }: Aftermath): LivemigError {
  return error.retold({ message: `${error.message}\n${behind}`, fix: advice });
}

function compared<Found>(
  source: Fact<Inventory>,
  destination: Fact<Inventory>,
  compare: (source: Inventory, destination: Inventory) => Found,
): Fact<Found> {
  if (!destination.known) return destination;
  return source.known ? known(compare(source.value, destination.value)) : source;
}
