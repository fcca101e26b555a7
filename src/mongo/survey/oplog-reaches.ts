import { LivemigError } from '../../core/errors.ts';
import type { Reaches } from '../../core/way-back/rollback-window.ts';
import { memberUri } from '../member-uri.ts';
import type { SharedClients } from '../shared-clients.ts';
import { readReach } from './oplogs.ts';
import { lookAtEach, setsOf } from './places.ts';
import type { SurveyContext } from './survey.ts';

/**
 * How far back the oplog of each replica set of a deployment reaches; a set that cannot be read is told by itself. A user who may
 * read none, and a deployment that cannot be reached, are a LivemigError.
 */
export async function oplogReaches(
  uri: string,
  clients: SharedClients,
  context: Pick<SurveyContext, 'maxTimeMS'>,
): Promise<Reaches> {
  const member: SurveyContext['member'] = (address, use) =>
    clients.lend(uri, (client) => clients.lend(memberUri(uri, client.options, address), use));
  try {
    return await clients.lend(uri, async (client) =>
      lookAtEach(await setsOf(client, { ...context, member }), ({ ask }) =>
        ask((set) => readReach(set, context.maxTimeMS)),
      ),
    );
  } catch (error) {
    if (!(error instanceof LivemigError) || error.code !== 'MONGODB_ROLE') throw error;
    const grant = 'the roles backup and clusterMonitor on admin';
    throw error.retold({ message: `${error.message} It takes ${grant}.`, fix: `Grant its user ${grant}.` });
  }
}
