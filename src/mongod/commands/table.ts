import { majorVersion } from '../server.ts';
import { administrationCommands } from './administration.ts';
import { authenticationCommands } from './authentication.ts';
import { balancerCommands } from './balancer.ts';
import { bulkWriteCommands } from './bulk-write.ts';
import { catalogCommands } from './catalog.ts';
import { changeUserCommands } from './change-users.ts';
import { chunkCommands } from './chunks.ts';
import { type Command, plainCommand } from './command.ts';
import { cursorCommands } from './cursors.ts';
import { defaultsCommands } from './defaults.ts';
import { diagnosticCommands } from './diagnostics.ts';
import { explainCommands } from './explain.ts';
import { featureCompatibilityCommands } from './feature-compatibility.ts';
import { findCommands } from './find.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { helloCommands } from './hello.ts';
import { hostCommands } from './host.ts';
import { indexCommands } from './indexes.ts';
import { maintenanceCommands } from './maintenance.ts';
import { operationCommands } from './operations.ts';
import { parameterCommands } from './parameters.ts';
import { readCommands } from './reads.ts';
import { replicationCommands } from './replication.ts';
import { roleCommands } from './roles.ts';
import { serverStatusCommands } from './server-status.ts';
import { shardingCommands } from './sharding.ts';
import { statisticsCommands } from './statistics.ts';
import { transactionCommands } from './transactions.ts';
import { userCommands } from './users.ts';
import { isCommandOf } from './where.ts';
import { writeCommands } from './writes.ts';
import { zoneCommands } from './zones.ts';

const listCommands = plainCommand({
  access: 'none',
  run({ server }) {
    const known = [...commands].filter(
      ([name, { since }]) => since <= majorVersion(server) && isCommandOf(server, name),
    );
    const described = known.map(([name, { access }]) => [name, { help: '', requiresAuth: access !== 'none' }]);
    return { commands: Object.fromEntries(described) };
  },
});

/** Every command that the server answers, by the name that clients send. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    listCommands,
    ...helloCommands,
    ...authenticationCommands,
    ...findCommands,
    ...explainCommands,
    ...bulkWriteCommands,
    ...readCommands,
    ...transactionCommands,
    ...maintenanceCommands,
    ...cursorCommands,
    ...writeCommands,
    ...findAndModifyCommands,
    ...catalogCommands,
    ...indexCommands,
    ...statisticsCommands,
    ...serverStatusCommands,
    ...hostCommands,
    ...parameterCommands,
    ...featureCompatibilityCommands,
    ...operationCommands,
    ...diagnosticCommands,
    ...defaultsCommands,
    ...replicationCommands,
    ...userCommands,
    ...changeUserCommands,
    ...roleCommands,
    ...administrationCommands,
    ...shardingCommands,
    ...balancerCommands,
    ...chunkCommands,
    ...zoneCommands,
  }),
);
