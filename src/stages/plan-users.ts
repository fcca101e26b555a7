import type { FactValues } from '../core/facts.ts';
import type { PlanUsersData } from '../core/results/plan-users-result.ts';
import type { Secret } from '../core/secret.ts';
import { type UserPlan, userPlan } from '../core/user-plan/plan.ts';
import type { PlanAddress } from '../core/user-plan/plan-files.ts';
import type { UserTarget } from '../core/user-plan/plan-users.ts';
import { gatherFacts } from '../facts/index.ts';
import type { World } from './world.ts';

export interface WholeUserPlan {
  readonly plan: UserPlan;
  readonly target: UserTarget;
  /** Where its requests go. */
  readonly address: PlanAddress;
  readonly inAtlas: FactValues['accessInAtlas'];
  readonly notKnown: PlanUsersData['notKnown'];
}

/**
 * Reads what the plan is made of. Without the users and roles of the source there is none: throws what keeps them from
 * being read, with the right that it takes. Anything else that cannot be looked at is told.
 */
export async function planFromWorld(world: World, sourceUri: Secret): Promise<WholeUserPlan> {
  const { inspector, values } = world;
  const users = await inspector.survey(sourceUri, 'sourceUsers');
  const roles = await inspector.survey(sourceUri, 'sourceRoles');
  const { known, unknown } = await gatherFacts(
    ['accessInAtlas', 'migrationLogins', 'sourceSearchIndexes', 'sourceZones'],
    world,
  );
  const inAtlas = known.accessInAtlas ?? { compared: false, reason: 'Atlas was not asked' };
  const target = { project: values.atlasProject, cluster: values.destinationCluster };
  const plan = userPlan(
    { users, roles, inAtlas, target, migrationLogins: known.migrationLogins ?? [] },
    {
      searchIndexes: known.sourceSearchIndexes ?? [],
      zones: known.sourceZones ?? { ranges: [], shards: [] },
    },
  );
  return {
    plan,
    target,
    address: { project: values.atlasProject, atlasUrl: values.atlasUrl },
    inAtlas,
    notKnown: [
      ...(unknown.sourceSearchIndexes === undefined
        ? []
        : [{ what: 'searchIndexes' as const, reason: unknown.sourceSearchIndexes }]),
      ...(unknown.sourceZones === undefined ? [] : [{ what: 'zones' as const, reason: unknown.sourceZones }]),
    ],
  };
}
