import { defineCheck, definePartedCheck, type Objection, partOf } from '../core/check.ts';
import type { LoggedIn } from '../core/facts/health.ts';
import type { FactValues } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { mongoshDatabase, mongoshText } from '../core/mongosh-words.ts';
import { amount } from '../core/plain-units.ts';
import { shellWord } from '../core/shell-word.ts';
import { majorOf } from '../core/version.ts';
import {
  balancerRights,
  blockingRights,
  comparingRights,
  granting,
  lacking,
  lackText,
  leastRights,
  rightsByRole,
  roleFor,
  shardRights,
} from './rights.ts';

/** Rules O04, O05 and O08: what the user may do that is to migrate, or else that of the source's connection string. */
export const sourceUserChecks = [
  defineCheck({
    id: 'O04',
    title: 'The source user (--source-username, else that of LIVEMIG_SOURCE_URI) has the roles that Atlas asks for',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceUser', 'source', 'sourceSharded'],
    source: 'Atlas docs, Live Migrate (Push): source cluster security; Troubleshoot Live Migration',
    judge: ({ sourceUser, source: { version }, sourceSharded }) =>
      withoutRoles(sourceUser, sourceSharded) ?? (majorOf(version) < 6 ? undefined : withoutBlocking(sourceUser)),
  }),
  definePartedCheck({
    id: 'O05',
    title: 'Each shard lets the source user in, who may stop and start the balancer',
    severity: 'block',
    mender: 'dba',
    source: 'Atlas docs, Live Migrate (Push): source cluster security',
    parts: [
      partOf({
        needs: ['sourceUser', 'sourceUserOnShards'],
        judge: ({ sourceUser, sourceUserOnShards }) => strangerOn(sourceUser, sourceUserOnShards),
      }),
      partOf({
        needs: ['sourceUser', 'sourceSharded'],
        judge: ({ sourceUser, sourceSharded }) => (sourceSharded ? withoutBalancer(sourceUser) : undefined),
      }),
      partOf({ needs: ['everyShardAsked'], judge: () => undefined }),
    ],
  }),
  defineCheck({
    id: 'O08',
    title: 'The source user has every right that the engine is documented to need',
    severity: 'warn',
    mender: 'dba',
    engine: 'push',
    needs: ['sourceUser'],
    source: 'mongosync docs, User Permissions: minimum source privileges',
    judge: ({ sourceUser }) => {
      const lacks = lacking(sourceUser.privileges, leastRights);
      return lacks.length === 0
        ? undefined
        : {
            message: `${nameOf(sourceUser)} lacks ${amount(lacks.length, 'right')} that the engine uses: ${lackText(lacks)}.`,
            fix: `Grant the roles backup, readAnyDatabase and clusterMonitor, or just what is lacking:\n${roleFor('livemigSource', lacks, sourceUser)}`,
            items: lacks.map((lack) => lackText([lack])),
          };
    },
  }),
];

/** Rule O09: the user of livemig's own on the destination; Atlas makes and removes the one that migrates. */
export const destinationUserChecks = [
  defineCheck({
    id: 'O09',
    title: 'The user of LIVEMIG_DESTINATION_URI may read all that livemig compares',
    severity: 'info',
    mender: 'atlas',
    needs: ['destinationUser'],
    source: 'Atlas docs, Live Migrate (Push): Atlas makes the user that migrates; mongosync docs, User Permissions',
    judge: ({ destinationUser: user }) => {
      const lacks = lacking(user.privileges, comparingRights);
      return lacks.length === 0
        ? undefined
        : {
            message: `${nameOf(user)} lacks ${lackText(lacks)}: the migration needs no user of yours there, but livemig could not compare everything afterwards.`,
            fix: `Give it what reads everything: atlas dbusers update ${shellWord(user.user)} --role readAnyDatabase,clusterMonitor`,
          };
    },
  }),
];

function nameOf({ user, db }: Pick<LoggedIn, 'user' | 'db'>): string {
  return `${user}@${db}`;
}

/** A role counts as had where its rights are: by another role, or by one of the user's own. */
function withoutRoles(user: LoggedIn, isSharded: boolean): Objection | undefined {
  const wanted = ['backup', 'readAnyDatabase', ...(isSharded ? (['clusterMonitor'] as const) : [])] as const;
  const missing = wanted.flatMap((role) => {
    const lacks = lacking(user.privileges, rightsByRole[role]);
    return lacks.length === 0 ? [] : { role, lacks };
  });
  if (missing.length === 0) return undefined;
  const roles = missing.map(({ role }) => role);
  return {
    message: `${nameOf(user)} lacks what ${roles.join(' and ')} would allow: ${lackText(missing.flatMap(({ lacks }) => lacks))}. Atlas refuses such a user.`,
    fix: granting(roles, user),
    items: roles,
  };
}

function withoutBlocking(user: LoggedIn): Objection | undefined {
  const lacks = lacking(user.privileges, blockingRights);
  return lacks.length === 0
    ? undefined
    : {
        message: `${nameOf(user)} may not block writes at the cutover: it lacks ${lackText(lacks)}. Atlas' pages differ on whether push needs it; its validation has the last word.`,
        fix: roleFor('livemigWriteBlocking', lacks, user),
        severity: 'warn',
      };
}

function strangerOn(user: LoggedIn, { read }: FactValues['sourceUserOnShards']): Objection | undefined {
  const refusing = read.filter(({ value }) => !value.admitted).map(({ name }) => name);
  const poor = read.flatMap(({ name, value }) => {
    const lacks = value.admitted ? lacksOnShard(value.privileges) : '';
    return lacks === '' ? [] : { name, lacks };
  });
  const said = [
    ...(refusing.length === 0 ? [] : [`${nameOf(user)} is refused by ${firstNames(refusing)}.`]),
    ...poor.slice(0, 5).map(({ name, lacks }) => `On ${name} it lacks ${lacks}.`),
  ];
  if (said.length === 0) return undefined;
  const roles =
    '[{role: "backup", db: "admin"}, {role: "readAnyDatabase", db: "admin"}, {role: "clusterMonitor", db: "admin"}]';
  return {
    message: `${said.join(' ')} A user of the mongos is none of the shards' own.`,
    fix: [
      'On the primary of each of those shards, with the same password:',
      ...(refusing.length === 0
        ? []
        : [
            `${mongoshDatabase(user.db)}.createUser({user: ${mongoshText(user.user)}, pwd: passwordPrompt(), roles: ${roles}})`,
          ]),
      ...(poor.length === 0 ? [] : [granting(['backup', 'readAnyDatabase', 'clusterMonitor'], user)]),
    ].join('\n'),
    items: [...refusing, ...poor.map(({ name }) => name)],
  };
}

function lacksOnShard(privileges: LoggedIn['privileges']): string {
  return lackText(lacking(privileges, shardRights));
}

function withoutBalancer(user: LoggedIn): Objection | undefined {
  const lacks = lacking(user.privileges, balancerRights);
  return lacks.length === 0
    ? undefined
    : {
        message: `${nameOf(user)} may not stop and start the balancer: it lacks ${lackText(lacks)}.`,
        fix: granting(['clusterManager'], user),
        severity: 'warn',
      };
}
