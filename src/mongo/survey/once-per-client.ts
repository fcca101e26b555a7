import type { MongoClient } from 'mongodb';
import type { SurveyContext } from './survey.ts';

type Read<Result> = (client: MongoClient, context: SurveyContext) => Promise<Result>;

/**
 * What several surveys begin with is read once for all of them: they share a client for as long as they run (`SharedClients`),
 * and the next look has another one.
 */
export function oncePerClient<Result>(read: Read<Result>): Read<Result> {
  const begun = new WeakMap<MongoClient, Promise<Result>>();
  return (client, context) => {
    const reading = begun.get(client) ?? read(client, context);
    begun.set(client, reading);
    return reading;
  };
}
