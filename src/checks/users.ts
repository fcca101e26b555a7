import { defineCheck, type Objection } from '../core/check.ts';
import type { AccessInAtlas, SourceRole, SourceUser } from '../core/facts/users.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { mongoshText } from '../core/mongosh-words.ts';
import { amount } from '../core/plain-units.ts';
import { planRoles } from '../core/user-plan/plan-roles.ts';
import { planUsers, rolesOfOthers } from '../core/user-plan/plan-users.ts';
import { withoutStop } from '../core/without-stop.ts';

const bothWays = ['SCRAM-SHA-1', 'SCRAM-SHA-256'];

/** As many as a finding lists. */
const mostItems = 100;

/** Rules O06, O07 and O11: who can log in, and who will be able to afterwards. */
export const userChecks = [
  defineCheck({
    id: 'O06',
    title: "The migration's user can log in with SCRAM-SHA-1 and with SCRAM-SHA-256",
    severity: 'block',
    mender: 'dba',
    needs: ['managedAuthentication', 'migrationLogins', 'migrationUser'],
    source: 'Atlas docs, Live Migrate (Push): source cluster security',
    judge: ({ managedAuthentication, migrationLogins: [name], migrationUser: [user] }) =>
      managedAuthentication || name === undefined ? undefined : withoutBothWays(name, user),
  }),
  defineCheck({
    id: 'O07',
    title: 'The source lets users log in with SCRAM',
    severity: 'block',
    mender: 'dba',
    needs: ['managedAuthentication', 'sourceMechanisms'],
    source: 'Atlas docs, Live Migrate (Push): source cluster security; MongoDB manual, authenticationMechanisms',
    judge: ({ managedAuthentication, sourceMechanisms: allowed }) => {
      const missing = bothWays.filter((one) => !allowed.includes(one));
      if (managedAuthentication || missing.length === 0) return undefined;
      const none = missing.length === bothWays.length;
      return {
        message: `The source lets users log in with ${firstNames(allowed.map(harmless)) || 'nothing'} only; live migration logs in with ${none ? 'SCRAM' : 'both SCRAM mechanisms'} unless Automation manages the source.`,
        fix: `Add ${missing.join(' and ')} to setParameter.authenticationMechanisms of every server and restart one after the other, ${none ? 'and create a user for the migration' : 'or rely on what Atlas validates'}.`,
        // Whether one of the two is enough, Atlas' validation decides.
        severity: none ? 'block' : 'warn',
      };
    },
  }),
  defineCheck({
    id: 'O11',
    title: 'Every user and custom role of the source is in Atlas already',
    severity: 'warn',
    mender: 'atlas',
    needs: ['sourceUsers', 'sourceRoles', 'accessInAtlas', 'destinationNames', 'migrationLogins'],
    source: 'Atlas docs, Live Migrate (Push): users and roles are not migrated',
    judge: ({ sourceUsers, sourceRoles, accessInAtlas, destinationNames: [cluster], migrationLogins }) =>
      notArriving({
        users: sourceUsers,
        roles: sourceRoles,
        inAtlas: accessInAtlas,
        migrationLogins,
        target: { cluster },
      }),
  }),
];

function withoutBothWays(name: string, user: SourceUser | undefined): Objection | undefined {
  const [shown, quoted] = [harmless(name), mongoshText(name)];
  if (user === undefined)
    return {
      message: `The source has no user ${shown} in admin.`,
      fix: `Give its name with --source-username, or create it: db.getSiblingDB("admin").createUser({ user: ${quoted}, pwd: passwordPrompt(), roles: ["backup", "readAnyDatabase", "clusterMonitor"] })`,
    };
  const missing = bothWays.filter((one) => !user.mechanisms.includes(one));
  if (missing.length === 0) return undefined;
  return {
    message: `${shown} cannot log in with ${missing.join(' and ')}: it has ${firstNames(user.mechanisms.map(harmless)) || 'no mechanism'}.`,
    fix: `Give it both, which takes its password anew: db.getSiblingDB("admin").updateUser(${quoted}, { mechanisms: ["SCRAM-SHA-1", "SCRAM-SHA-256"], pwd: passwordPrompt() })`,
  };
}

interface Access {
  readonly users: readonly SourceUser[];
  readonly roles: readonly SourceRole[];
  readonly inAtlas: AccessInAtlas;
  readonly migrationLogins: readonly string[];
  readonly target: { readonly cluster: string | undefined };
}

/** Of those of the source that something has to be done for; what belongs to the manager or to the migration is none. */
function notArriving(access: Access): Objection | undefined {
  const users = planUsers(access).filter(({ state }) => state !== 'not-needed');
  const roles = planRoles(rolesOfOthers(access), access.inAtlas);
  const isOpen = ({ state }: { readonly state: string }) => state !== 'exists';
  const [openUsers, openRoles] = [users.filter(isOpen), roles.filter(isOpen)];
  const open = [...openUsers, ...openRoles].map(({ source }) => source);
  if (open.length === 0) return undefined;
  const there = users.length + roles.length - open.length;
  const told = access.inAtlas.compared
    ? `Already in Atlas: ${there === 0 ? 'none' : there}.`
    : `Not compared with Atlas: ${withoutStop(access.inAtlas.reason)}.`;
  const what = [
    ...(openUsers.length === 0 ? [] : [amount(openUsers.length, 'user')]),
    ...(openRoles.length === 0 ? [] : [amount(openRoles.length, 'custom role')]),
  ].join(' and ');
  return {
    message: `Users and roles do not migrate: ${what} of the source will be missing (${firstNames(open)}). ${told}`,
    fix: 'livemig plan-users --output atlas-users writes what creates them, with the passwords to be set. Until then nothing logs in to the destination with them.',
    items: open.slice(0, mostItems),
  };
}
