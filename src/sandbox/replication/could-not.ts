import { MongoError } from 'mongodb';
import { wordsOf } from './hindrance.ts';

/** Does something with a server. What the driver throws says neither which one it was nor what it was asked for: this does. */
export async function could<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw couldNot(what, error);
  }
}

/** `Could not create shop.orders on the destination: …`; an error that is not the driver's has said it already. */
export function couldNot(what: string, error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  const words = wordsOf(error);
  return new Error(`Could not ${what}: ${words}${/ closed$/.test(words) ? '; its log may say why' : ''}`, {
    cause: error,
  });
}
