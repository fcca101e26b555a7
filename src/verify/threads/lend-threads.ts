import type { Channel } from '../../core/channel.ts';
import type { ComparePart } from '../levels/compare-part.ts';
import { askPart } from './ask-part.ts';
import { errorOf } from './error-message.ts';
import { FromThread, type ThreadSetting, type ToThread, type Wait } from './messages.ts';

/** The line to a thread, as whoever started it has it. */
export interface Thread extends Channel {
  /** Ends it wherever it is; fulfilled once it is gone. */
  terminate(): Promise<void>;
}

/**
 * Lends a way to compare parts on threads of their own, each with connections of its own to both sides: as many parts at a
 * time as there are threads. They are gone when it is fulfilled, however it went.
 */
export type LendThreads = <Result>(
  count: number,
  setting: ThreadSetting,
  use: (compare: ComparePart) => Promise<Result>,
) => Promise<Result>;

/**
 * @param start begins one thread, which serves parts (`serve-parts.ts`)
 * @param beforeRetry as the sides have it that are read without a thread
 */
export function threadLender(
  start: (setting: ThreadSetting) => Thread,
  beforeRetry: (attempt: number) => Promise<void>,
): LendThreads {
  return async (count, setting, use) => {
    const threads: Thread[] = [];
    try {
      for (let at = 0; at < count; at += 1) threads.push(start(setting));
      const idle = [...threads];
      const result = await use(async function* (work, part) {
        const thread = idle.pop();
        if (thread === undefined) throw new Error('more parts are compared at a time than there are threads');
        const wait = (one: Wait) => (one.for === 'retry' ? beforeRetry(one.attempt) : work.pause());
        try {
          return yield* askPart(thread, work, part, wait);
        } finally {
          idle.push(thread);
        }
      });
      await Promise.all(threads.map(closed));
      return result;
    } finally {
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
  };
}

/** It says goodbye to its servers first. */
async function closed(thread: Thread): Promise<void> {
  const close: ToThread = { kind: 'close' };
  thread.post(close);
  for (;;) {
    const answer = FromThread.parse(await thread.receive());
    if (answer.kind === 'failed') throw errorOf(answer.error);
    if (answer.kind === 'closed') return;
  }
}
