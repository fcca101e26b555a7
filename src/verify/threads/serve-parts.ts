import { type Channel, createMailbox, type Mailbox } from '../../core/channel.ts';
import type { NamespaceWork } from '../documents/namespace-work.ts';
import type { ComparePart } from '../levels/compare-part.ts';
import { messageOf } from './error-message.ts';
import { type Found, type FromThread, type PartMessage, ToThread, type Wait } from './messages.ts';

/** A thread's end of the line to whoever gives it its work. */
export interface Workplace {
  tell(message: FromThread): void;
  /** Whoever gives the work has the clock. */
  wait(wait: Wait): Promise<void>;
  readonly told: Mailbox<Exclude<ToThread, { kind: 'waited' }>>;
}

export function openWorkplace(channel: Channel): Workplace {
  const told: Workplace['told'] = createMailbox();
  const waiting: (() => void)[] = [];
  const listen = async () => {
    for (;;) {
      const message = ToThread.parse(await channel.receive());
      if (message.kind === 'waited') waiting.shift()?.();
      else told.put(message);
    }
  };
  listen().catch((error: unknown) => told.fail(error));
  const tell = (message: FromThread) => channel.post(message);
  return {
    told,
    tell,
    wait: (wait) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        tell({ kind: 'wait', wait });
      }),
  };
}

/** What a thread compares with. */
export interface PartsServer {
  readonly compare: ComparePart;
  sides(name: string): NamespaceWork['sides'];
  readonly texts: Pick<NamespaceWork, 'idText' | 'valueText'>;
}

/** So many differences travel together. */
const foundAtOnce = 500;

/** Compares part after part as it is told, until it is told to end. */
export async function serveParts(workplace: Workplace, server: PartsServer): Promise<void> {
  for (;;) {
    const message = await workplace.told.take();
    if (message.kind === 'close') return;
    if (message.kind === 'next') throw new Error('there is no part to go on with');
    await servePart(message, workplace, server);
  }
}

async function servePart(
  { name, tells, expiry, capped, partition, plan }: PartMessage,
  workplace: Workplace,
  { compare, sides, texts }: PartsServer,
): Promise<void> {
  let found: Found[] = [];
  const tell = (message: FromThread) => {
    if (found.length > 0) workplace.tell({ kind: 'found', found });
    found = [];
    workplace.tell(message);
  };
  const work: NamespaceWork = {
    ...{ ...texts, name, tells, sides: sides(name), pause: () => workplace.wait({ for: 'writes' }) },
    ...(expiry === undefined ? {} : { expiry }),
    ...(capped === undefined ? {} : { capped }),
    difference(difference, index, identity) {
      // A copy: an identity can be a view of a block that would travel as a whole.
      found.push({ difference, partition: index, identity: new Uint8Array(identity) });
      if (found.length < foundAtOnce) return;
      workplace.tell({ kind: 'found', found });
      found = [];
    },
  };
  try {
    const comparing = compare(work, { partition, plan });
    for (;;) {
      const { done, value } = await comparing.next();
      if (done === true) return tell({ kind: 'done', result: value });
      tell(value);
      if ((await workplace.told.take()).kind !== 'next') throw new Error('the part at hand is not done');
    }
  } catch (error) {
    tell({ kind: 'failed', error: messageOf(error) });
  }
}
