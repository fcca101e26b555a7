import { parentPort, workerData } from 'node:worker_threads';
import { createMailbox } from './core/channel.ts';
import { identityText, valueText } from './mongo/verify/id-text.ts';
import { withVerifiedSide } from './mongo/verify/verified-side.ts';
import { levelOf } from './verify/levels/level-of.ts';
import { messageOf } from './verify/threads/error-message.ts';
import { openWorkplace, serveParts } from './verify/threads/serve-parts.ts';
import { WorkerData } from './verify/threads/worker-data.ts';

/*
 * The first module of a thread that compares parts (`verify-threads.ts` starts it): joins the driver and the comparison,
 * as `inspector.ts` does for the main thread. It has connections of its own for as long as it lives, and no clock.
 */

if (parentPort === null) throw new Error('this is the first module of a thread');
const port = parentPort;
const arrived = createMailbox<unknown>();
port.on('message', (message: unknown) => arrived.put(message));
const workplace = openWorkplace({ post: (message) => port.postMessage(message), receive: () => arrived.take() });
const { source, destination, patienceMs, mostTries, level, salt, times } = WorkerData.parse(workerData);
const beforeRetry = (attempt: number) => workplace.wait({ for: 'retry', attempt });
const options = { patienceMs, beforeRetry, ...(mostTries !== undefined && { mostTries }) };

// A function, because a script in place of a file (`start-thread.ts`) cannot wait at its top.
async function compare(): Promise<void> {
  try {
    await withVerifiedSide(source, { ...options, name: 'the source' }, (here) =>
      withVerifiedSide(destination, { ...options, name: 'the destination' }, async (there) => {
        const reads = {
          source: here.documentsSince(times.source),
          destination: there.documentsSince(times.destination),
        };
        // Whether the servers hash alike has been asked before there were threads.
        const compare = await levelOf(level, reads, [], salt);
        const sides = (name: string) => ({
          source: reads.source.documents(name),
          destination: reads.destination.documents(name),
        });
        await serveParts(workplace, { compare, sides, texts: { idText: identityText, valueText } });
      }),
    );
    workplace.tell({ kind: 'closed' });
  } catch (error) {
    workplace.tell({ kind: 'failed', error: messageOf(error) });
  }
  port.close();
}

void compare();
