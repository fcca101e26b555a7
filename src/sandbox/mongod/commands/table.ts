import { administrationCommands } from './administration.ts';
import { authenticationCommands } from './authentication.ts';
import { balancerCommands } from './balancer.ts';
import { catalogCommands } from './catalog.ts';
import { changeUserCommands } from './change-users.ts';
import type { Command } from './command.ts';
import { cursorCommands } from './cursors.ts';
import { findCommands } from './find.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { helloCommands } from './hello.ts';
import { indexCommands } from './indexes.ts';
import { readCommands } from './reads.ts';
import { replicationCommands } from './replication.ts';
import { roleCommands } from './roles.ts';
import { shardingCommands } from './sharding.ts';
import { statisticsCommands } from './statistics.ts';
import { transactionCommands } from './transactions.ts';
import { userCommands } from './users.ts';
import { writeCommands } from './writes.ts';

/** Every command that the server answers, by the name that clients send. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...helloCommands,
    ...authenticationCommands,
    ...findCommands,
    ...readCommands,
    ...transactionCommands,
    ...cursorCommands,
    ...writeCommands,
    ...findAndModifyCommands,
    ...catalogCommands,
    ...indexCommands,
    ...statisticsCommands,
    ...replicationCommands,
    ...userCommands,
    ...changeUserCommands,
    ...roleCommands,
    ...administrationCommands,
    ...shardingCommands,
    ...balancerCommands,
  }),
);
