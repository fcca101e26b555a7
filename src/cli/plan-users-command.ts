import { LivemigError } from '../core/errors.ts';
import { type PlanUsersData, planUsersResult } from '../core/results/plan-users-result.ts';
import { roleRequest, type UserPlan, userRequest } from '../core/user-plan/plan.ts';
import { planFiles } from '../core/user-plan/plan-files.ts';
import { planUsersNeeds } from '../stages/needs.ts';
import { planFromWorld, type WholeUserPlan } from '../stages/plan-users.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import { credentialsAtHand } from './connect-services.ts';
import type { RunPorts } from './run-ports.ts';
import { withSession } from './session.ts';

/** Reads who may do what on the source, and says what a person can run so that it is so in Atlas. Changes neither. */
export const planUsersCommand: CommandModule = { result: planUsersResult, run: planUsers };

async function planUsers(options: Options, ports: RunPorts): Promise<Outcome> {
  // Without Atlas nobody can tell what is meant by the names of what is there, which may be remembered or in the environment.
  const needs = credentialsAtHand('Atlas', ports) === undefined ? planUsersNeeds.alone : planUsersNeeds.withAtlas;
  const setup = {
    ...{ command: 'plan-users', ...needs, readOnly: true, neverAsks: true },
    options: { ...options, input: false },
  } as const;
  const whole = await withSession(setup, ports, ({ world }) => {
    if (world.values.sourceUri === undefined) throw noSource();
    ports.reporter.busy?.('Reading users, roles, Search indexes and zones of the source');
    return planFromWorld(world, world.values.sourceUri);
  });
  const out = textOption(options, 'output');
  const files = out === undefined ? [] : planFiles(whole.plan, whole.address);
  if (out !== undefined) await ports.writePlan(out, files);
  const data: PlanUsersData = {
    ...dataOf(whole),
    ...(out === undefined ? {} : { directory: out }),
    files: files.map(({ name }) => name),
  };
  const isLeft = isAnythingLeft(whole.plan);
  return {
    status: 'done',
    data,
    next:
      out === undefined && isLeft
        ? [{ command: `livemig plan-users${dirFlag(options)} --output atlas-users`, reason: 'writes what can be run' }]
        : [],
  };
}

function dataOf({ plan, target, inAtlas, notKnown }: WholeUserPlan): Omit<PlanUsersData, 'files'> {
  return {
    compared: inAtlas.compared,
    ...(inAtlas.compared ? {} : { notCompared: inAtlas.reason }),
    users: plan.users.map(({ body, ...user }) => ({
      ...user,
      ...(body === undefined ? {} : { request: userRequest(target.project, body) }),
    })),
    roles: plan.roles.map(({ body, ...role }) => ({
      ...role,
      ...(body === undefined ? {} : { request: roleRequest(target.project, body) }),
    })),
    searchIndexes: plan.searchIndexes,
    zones: plan.zones,
    notKnown,
  };
}

function isAnythingLeft({ users, roles, searchIndexes, zones }: UserPlan): boolean {
  const isOpen = ({ state }: { readonly state: string }) => state === 'create' || state === 'by-hand';
  return users.some(isOpen) || roles.some(isOpen) || searchIndexes.length > 0 || zones.ranges.length > 0;
}

function noSource(): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: 'The connection string of the source is missing.',
    fix: 'Set LIVEMIG_SOURCE_URI, with a user who may see users and roles: viewUser and viewRole on every database, and viewUser on the cluster.',
    data: {
      problems: [
        {
          input: 'sourceUri',
          problem: 'missing',
          message: 'The connection string of the source.',
          variables: ['LIVEMIG_SOURCE_URI'],
        },
      ],
    },
  });
}
