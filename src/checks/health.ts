import { oplogChecks } from './oplog.ts';
import { serverChecks } from './servers.ts';
import { destinationUserChecks, sourceUserChecks } from './source-user.ts';

/** Rules O: how healthy the source is, and who looks at it. */
export const healthChecks = [...oplogChecks, ...sourceUserChecks, ...destinationUserChecks, ...serverChecks];
