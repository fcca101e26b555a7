import { type Fact, known, unknownBecause } from '../../core/check.ts';
import { isInterruption, LivemigError } from '../../core/errors.ts';
import { progressOf } from '../../core/journal.ts';
import { type DeploymentLook, foreignNamespaces, type Inventory, uniqueIndexes } from '../../core/left-behind.ts';
import type { LeftBehind } from '../../core/results/left-behind.ts';
import type { Side } from '../services.ts';
import { need, receipt, type World } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { cutOver } from './cut-over.ts';
import { currentMigration } from './followed-migration.ts';
import { leftBehindWords, type Words } from './left-behind-words.ts';
import { endOf, isOver } from './migration-status.ts';

export interface Aftermath extends Words {
  readonly leftBehind: LeftBehind;
}

/** `undefined` for a migration that lives, has succeeded or does not exist. Looks for seconds at most, read-only. */
async function lookAtAftermath(world: World): Promise<Aftermath | undefined> {
  const migration = await currentMigration(world);
  const status = endOf(migration);
  if (status === undefined) return undefined;
  const [source, destination] = await Promise.all([lookAt(world, 'source'), lookAt(world, 'destination')]);
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
    destinationBefore: receipt(world, createMigration)?.destination,
  };
  return { leftBehind, ...leftBehindWords(leftBehind, need(world, 'destinationCluster'), migration?.sandboxState) };
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

/** The error that a migration has FAILED or is EXPIRED, with what it left behind; any other error as it is. */
export async function withAftermath(error: unknown, world: World): Promise<unknown> {
  if (!(error instanceof LivemigError) || !isOver(error.code)) return error;
  const aftermath = await aftermathSeen(world);
  return aftermath === undefined ? error : explained(error, aftermath);
}

function explained(error: LivemigError, { behind, advice }: Aftermath): LivemigError {
  return error.retold({ message: `${error.message}\n${behind}`, fix: advice });
}

const variables = { source: 'sourceUri', destination: 'destinationUri' } as const;

export async function lookAt(world: World, side: Side): Promise<DeploymentLook> {
  const uri = world.values[variables[side]];
  if (uri === undefined) return nothingSeen(`LIVEMIG_${side.toUpperCase()}_URI is not set`);
  try {
    return await world.inspector.lookAround(side, uri);
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return nothingSeen(error.message);
  }
}

export function nothingSeen(reason: string): DeploymentLook {
  const unknown = unknownBecause<never>(reason);
  return { writes: unknown, balancer: unknown, contents: unknown, inventory: unknown };
}

function compared<Found>(
  source: Fact<Inventory>,
  destination: Fact<Inventory>,
  compare: (source: Inventory, destination: Inventory) => Found,
): Fact<Found> {
  if (!destination.known) return destination;
  return source.known ? known(compare(source.value, destination.value)) : source;
}
