import { unknownBecause } from '../../core/check.ts';
import { isInterruption, LivemigError } from '../../core/errors.ts';
import type { DeploymentLook } from '../../core/left-behind.ts';
import type { Side } from '../services.ts';
import type { World } from '../world.ts';

const variables = { source: 'sourceUri', destination: 'destinationUri' } as const;

/** What can be seen of one deployment within seconds, and why not where nothing can. */
export async function lookAtSide(world: World, side: Side): Promise<DeploymentLook> {
  const uri = world.values[variables[side]];
  if (uri === undefined) return nothingSeen(`LIVEMIG_${side.toUpperCase()}_URI is not set`);
  try {
    return await world.inspector.lookAround(side, uri);
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return nothingSeen(error.message);
  }
}

/** Of a deployment at which nobody can look, and why. */
export function nothingSeen(reason: string): DeploymentLook {
  const unknown = unknownBecause<never>(reason);
  return { writes: unknown, balancer: unknown, contents: unknown, inventory: unknown, engineDatabases: unknown };
}
