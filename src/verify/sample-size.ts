/** What a sample is to prove: at most this share of the documents differs, with this confidence; both between 0 and 1. */
export interface SampleGoal {
  readonly share: number;
  readonly confidence: number;
}

/** At most one document in a thousand differs: 4603 of a very large collection, for each of the two directions. */
export const sampleGoal: SampleGoal = { share: 0.001, confidence: 0.99 };

/**
 * How many different documents have to be the same, of `count`. For many documents ln(1 - confidence) / ln(1 - share);
 * fewer where there are fewer, because none is drawn twice (hypergeometric distribution). All of them where that takes
 * to find the least that would be too much.
 */
export function sampleSize(count: number, { share, confidence }: SampleGoal): number {
  if (count === 0) return 0;
  const tooMuch = leastOver(count, share);
  let [low, high] = [1, count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (missed(count, tooMuch, middle) <= 1 - confidence) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** With which confidence at most this share differs, where so many different documents were found to be the same. */
export function confidenceOf(count: number, same: number, share: number): number {
  return count === 0 ? 1 : 1 - missed(count, leastOver(count, share), Math.min(same, count));
}

/** The least number of documents that is more than this share of them. */
function leastOver(count: number, share: number): number {
  return Math.min(count, Math.floor(count * share) + 1);
}

/** Below this a chance is nothing beside 1, and its product need not be finished, which can have as many terms as documents. */
const nextToNothing = Math.log(Number.EPSILON / 2);

/**
 * The chance that `drawn` of `count` documents are none of the `bad` ones: C(count - bad, drawn) / C(count, drawn), as a
 * product over the smaller of both numbers, in which they may change places.
 */
function missed(count: number, bad: number, drawn: number): number {
  const [fewer, more] = bad < drawn ? [bad, drawn] : [drawn, bad];
  if (more + fewer > count) return 0;
  let log = 0;
  for (let at = 0; at < fewer && log > nextToNothing; at += 1) log += Math.log1p(-more / (count - at));
  return Math.exp(log);
}
