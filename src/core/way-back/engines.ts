import { z } from 'zod';

/** A program that could bring changes from Atlas to the old source, and what it takes. */
export const BackEngine = z.object({
  name: z.string(),
  begins: z
    .enum(['at-the-cutover', 'with-a-whole-copy'])
    .describe('at-the-cutover: it applies only what was changed since, while the window is open'),
  does: z.string(),
  needs: z.array(z.string()).readonly(),
  source: z.string().describe('the page that says so'),
});
export type BackEngine = z.infer<typeof BackEngine>;

const kafka = 'https://www.mongodb.com/docs/kafka-connector/current/source-connector/configuration-properties/startup/';
const manual = 'https://www.mongodb.com/docs/manual/changeStreams/';
const reverse = 'https://www.mongodb.com/docs/mongosync/current/reference/api/reverse/';
const clusterSync = 'https://github.com/percona/percona-clustersync-mongodb';

/**
 * The engines that can, those first that need no whole copy.
 *
 * @param since the cluster time from which changes are wanted, as extended JSON; `undefined` where it is not known
 */
export function backEngines(since: string | undefined): BackEngine[] {
  const time = since ?? 'TIME (not known here)';
  return [
    {
      name: 'MongoDB Kafka Connector',
      begins: 'at-the-cutover',
      does: 'its source connector reads what was changed on Atlas since a cluster time, its sink connector writes that to the old source: inserted, updated, replaced and deleted documents, no indexes and no collections that were renamed or dropped',
      needs: [
        'Apache Kafka with Kafka Connect between the two',
        `the source connector on Atlas: startup.mode=timestamp and startup.mode.timestamp.start.at.operation.time=${time}`,
        'the sink connector on the old source: change.data.capture.handler=com.mongodb.kafka.connect.sink.cdc.mongodb.ChangeStreamHandler, with a user who may write there while writes are blocked (bypassWriteBlockingMode), or once they are unblocked',
        'the rollback window, open until it has begun to read',
      ],
      source: kafka,
    },
    {
      name: 'a program of your own on change streams',
      begins: 'at-the-cutover',
      does: 'watches Atlas from a cluster time on, and applies each change to the old source by _id, so that it may apply one twice',
      needs: [
        `watch(..., {startAtOperationTime: ${time}, fullDocument: "updateLookup"}) on Atlas`,
        'a user on the old source, as above',
        'the rollback window, open until it has begun to read',
      ],
      source: manual,
    },
    {
      name: 'mongosync',
      begins: 'with-a-whole-copy',
      does: 'its reverse call brings only changes back, and only of a sync of its own that was started with reversible: not of a live migration. A new sync from Atlas copies everything',
      needs: [
        'an empty deployment of a version that is not older than the cluster in Atlas: not the old source as it stands',
        'a machine that reaches both, and disk for the whole copy',
      ],
      source: reverse,
    },
    {
      name: 'Percona ClusterSync for MongoDB',
      begins: 'with-a-whole-copy',
      does: 'clones Atlas into another deployment, and follows its changes until you switch',
      needs: ['a deployment of its own to clone into: not the old source as it stands', 'versions that it supports'],
      source: clusterSync,
    },
  ];
}
