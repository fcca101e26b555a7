import type { Flaw, Sample, Sampled } from '../core/facts/sample.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { amount } from '../core/plain-units.ts';

/** How a sample is spoken of: what it shows is said of the documents that were looked at, and of no others. */

/** `none among 2,000 of 412,118,204 documents looked at, 1 in 206,059`, with what that is worth. */
export function noneAmong({ read, unread }: Sample): string {
  const looked = sumOf(read, ({ looked }) => looked);
  const documents = sumOf(read, (one) => Math.max(one.looked, one.documents));
  const without = unread.length === 0 ? '' : `; ${amount(unread.length, 'collection')} gave no sample (LM31)`;
  if (documents === 0) return `there was no document to look at${without}`;
  if (looked >= documents) return `none in all ${amount(documents, 'document')}, each of which was looked at${without}`;
  const part = Math.round(documents / Math.max(1, looked)).toLocaleString('en');
  const told = `none among ${looked.toLocaleString('en')} of ${amount(documents, 'document')} looked at, 1 in ${part}`;
  return `${told}${confidence(read)}${without}`;
}

/** Of n that were drawn by chance and have it not, it is 95 % sure that fewer than 3 in n of all have it ("rule of three"). */
function confidence(read: readonly Sampled[]): string {
  const [least] = [...read].sort((a, b) => share(a) - share(b));
  if (least === undefined || least.looked < 30) return '';
  const rare = Math.floor(least.looked / 3).toLocaleString('en');
  return `; of ${nameOf(least)}, of which the smallest part was looked at, fewer than 1 in ${rare} have it, by 95 %`;
}

function share({ looked, documents }: Sampled): number {
  return documents <= looked ? 1 : looked / documents;
}

/** Those with one of these flaws, and how many of their documents have it. */
export function flawed({ read }: Sample, flaws: readonly Flaw[]): { readonly one: Sampled; readonly count: number }[] {
  return read.flatMap((one) => {
    const count = Math.max(...flaws.map((flaw) => one.flaws[flaw] ?? 0));
    return count > 0 ? [{ one, count }] : [];
  });
}

/** `shop.orders (12 of 1,000 looked at)` */
export function flawedText({ one, count }: { readonly one: Sampled; readonly count: number }): string {
  return `${nameOf(one)} (${count.toLocaleString('en')} of ${one.looked.toLocaleString('en')} looked at)`;
}

/** `in a sample of 61,200 of 1,204,000 documents` */
export function inSample({ read }: Sample): string {
  const looked = sumOf(read, ({ looked }) => looked);
  const documents = sumOf(read, (one) => Math.max(one.looked, one.documents));
  return `in a sample of ${looked.toLocaleString('en')} of ${amount(documents, 'document')}`;
}

function nameOf({ namespace }: Sampled): string {
  return shortened(harmless(namespace));
}

function sumOf(read: readonly Sampled[], of: (one: Sampled) => number): number {
  return read.reduce((sum, one) => sum + of(one), 0);
}
