import { type Channel, createMailbox } from '../../src/core/channel.ts';

/** Both ends of a line, as between two threads: what goes through it is a copy. */
export function line(): readonly [Channel, Channel] {
  const [one, other] = [createMailbox<unknown>(), createMailbox<unknown>()];
  return [
    { post: (message) => other.put(structuredClone(message)), receive: () => one.take() },
    { post: (message) => one.put(structuredClone(message)), receive: () => other.take() },
  ];
}
