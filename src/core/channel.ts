/** One end of a line between two threads. What goes through it is copied, so it has to be plain values. */
export interface Channel {
  post(message: unknown): void;
  /** The next message; rejects once the other end is gone and all that it sent has been taken. */
  receive(): Promise<unknown>;
}

/** Keeps messages until they are taken, in the order in which they came. */
export interface Mailbox<Message> {
  put(message: Message): void;
  /** No more will come: `take` rejects with this once it is empty. Only the first one counts. */
  fail(error: unknown): void;
  take(): Promise<Message>;
}

export function createMailbox<Message>(): Mailbox<Message> {
  const messages: Message[] = [];
  const takers: { resolve(message: Message): void; reject(error: unknown): void }[] = [];
  let failure: { readonly error: unknown } | undefined;
  return {
    put(message) {
      const taker = takers.shift();
      if (taker === undefined) messages.push(message);
      else taker.resolve(message);
    },
    fail(error) {
      failure ??= { error };
      for (const { reject } of takers.splice(0)) reject(failure.error);
    },
    take: () =>
      new Promise((resolve, reject) => {
        const [message] = messages.splice(0, 1);
        if (message !== undefined) resolve(message);
        else if (failure !== undefined) reject(failure.error);
        else takers.push({ resolve, reject });
      }),
  };
}
