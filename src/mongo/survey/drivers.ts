import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { Driver } from '../../core/facts/watch.ts';
import { harmless, shortened } from '../../core/harmless.ts';
import { saysRouter } from '../says-router.ts';
import { lookAtEach, type OfEach, type Place, serversOf } from './places.ts';
import type { SurveyContext } from './survey.ts';

const Rows = z.array(
  z.looseObject({
    _id: z.looseObject({ name: z.string(), version: z.string() }),
    applications: z.array(z.string()),
    connections: z.coerce.number(),
  }),
);

/** So many kinds of drivers of a server, and so many applications of each. */
const [mostDrivers, mostApplications] = [200, 10];

/** What is connected, as each connection says of itself (handshake specification): applications, not servers and not us. */
export async function readDrivers(client: MongoClient, context: SurveyContext): Promise<OfEach<Driver[]>> {
  const router = await saysRouter(client);
  const itself: Place = { name: 'the mongos that answered', ask: (look) => look(client) };
  const places = router ? [itself] : await serversOf(client, context);
  return lookAtEach(places, ({ ask }) => ask((server) => driversOn(server, router, context.maxTimeMS)));
}

async function driversOn(client: MongoClient, router: boolean, maxTimeMS: number): Promise<Driver[]> {
  const everybody = { allUsers: true, idleConnections: true, ...(router ? { localOps: true } : {}) };
  const application = { $ifNull: ['$clientMetadata.application.name', ''] };
  const rows = await client
    .db('admin')
    .aggregate(
      [
        { $currentOp: everybody },
        {
          $match: {
            'clientMetadata.driver.name': { $type: 'string' },
            'clientMetadata.driver.version': { $type: 'string' },
          },
        },
        {
          $group: {
            _id: { name: '$clientMetadata.driver.name', version: '$clientMetadata.driver.version', application },
            connections: { $sum: 1 },
          },
        },
        {
          $group: {
            _id: { name: '$_id.name', version: '$_id.version' },
            applications: { $push: '$_id.application' },
            connections: { $sum: '$connections' },
          },
        },
      ],
      { maxTimeMS },
    )
    .toArray();
  return Rows.parse(rows)
    .filter(({ _id }) => !ofServers.test(_id.name))
    .map(({ _id, applications, connections }) => ({
      name: shown(_id.name),
      version: shown(_id.version),
      applications: applications
        .filter((name) => name !== '')
        .map(shown)
        .slice(0, mostApplications),
      connections,
    }))
    .slice(0, mostDrivers);
}

/** How servers call themselves to each other. */
const ofServers = /^(?:NetworkInterfaceTL|MongoDB Internal Client)/;

function shown(text: string): string {
  return shortened(harmless(text));
}
