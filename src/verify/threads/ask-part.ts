import type { Channel } from '../../core/channel.ts';
import type { PartitionResult } from '../../core/verification/partition.ts';
import type { NamespaceWork } from '../documents/namespace-work.ts';
import type { ReadProgress } from '../documents/verify-partition.ts';
import type { ComparedPart } from '../levels/compare-part.ts';
import { errorOf } from './error-message.ts';
import { FromThread, type PartMessage, type ToThread, type Wait } from './messages.ts';

/**
 * Has a part compared by the thread at the other end, as if it were compared here: what it finds is told to `work`, its
 * waits are waited here, and what goes wrong there is thrown here.
 */
export async function* askPart(
  channel: Channel,
  work: NamespaceWork,
  part: ComparedPart,
  wait: (wait: Wait) => Promise<void>,
): AsyncGenerator<ReadProgress, PartitionResult> {
  const tell = (message: ToThread) => channel.post(message);
  tell(messageOfPart(work, part));
  for (;;) {
    const answer = FromThread.parse(await channel.receive());
    switch (answer.kind) {
      case 'read':
        yield answer;
        tell({ kind: 'next' });
        break;
      case 'found':
        for (const { difference, partition, identity } of answer.found)
          work.difference(difference, partition, identity);
        break;
      case 'wait':
        await wait(answer.wait);
        tell({ kind: 'waited' });
        break;
      case 'done':
        return answer.result;
      case 'failed':
        throw errorOf(answer.error);
      case 'closed':
        throw new Error('the thread has closed before its part was done');
    }
  }
}

function messageOfPart({ name, tells, expiry, capped }: NamespaceWork, { partition, plan }: ComparedPart): PartMessage {
  const { batchSize, estimate } = plan;
  return {
    ...{ kind: 'part', name, tells, partition, plan: { batchSize, estimate } },
    ...(expiry === undefined ? {} : { expiry }),
    ...(capped === undefined ? {} : { capped }),
  };
}
