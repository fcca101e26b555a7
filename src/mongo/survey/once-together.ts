import type { MongoClient } from 'mongodb';
import type { SurveyContext } from './survey.ts';

type Read<Context, Result> = (client: MongoClient, context: Context) => Promise<Result>;

/**
 * What several surveys begin with is read once for all of them that run at the same time; later ones read anew.
 */
export function onceTogether<Context extends Pick<SurveyContext, 'together'>, Result>(
  read: Read<Context, Result>,
): Read<Context, Result> {
  const begun = new WeakMap<object, Promise<Result>>();
  return (client, context) => {
    const known = begun.get(context.together);
    if (known !== undefined) return known;
    const reading = read(client, context);
    begun.set(context.together, reading);
    // What was cut off is not what was read: whoever asks next asks anew.
    reading.catch(() => begun.delete(context.together));
    return reading;
  };
}
