import { beginning, harmless } from '../core/harmless.ts';
import { Secret } from '../core/secret.ts';

export interface SerializedBody {
  readonly text: string;
  /** Every secret in it, so that a server's answer that repeats one can be cleaned. */
  readonly secrets: readonly string[];
}

/** JSON of a request body. This is the one place where a `Secret` is written out. */
export function serializeBody(body: unknown): SerializedBody {
  const secrets: string[] = [];
  const text = JSON.stringify(body, function (this: Record<string, unknown>, key, value: unknown) {
    // The value has been through toJSON and is stars by now; the holder still has the secret.
    const original = this[key];
    if (!(original instanceof Secret)) return value;
    secrets.push(original.reveal());
    return original.reveal();
  });
  return { text, secrets };
}

/** As long as a message may be; the rest of a page helps nobody. */
const longestWords = 2000;

/** A server's words as they may be shown: stars for every secret, and nothing that a terminal would obey. */
export function showable(words: string, secrets: readonly string[]): string {
  return beginning(harmless(starring(secrets)(words)).trim(), longestWords);
}

/** Puts stars in the place of every secret; made once for all texts of an answer. */
function starring(secrets: readonly string[]): (words: string) => string {
  // Longest first: one may begin with another.
  const all = secrets.flatMap(writings).toSorted((a, b) => b.length - a.length);
  const known = all.map(occurrences);
  return (words) => known.reduce((text, secret) => text.replaceAll(secret, '********'), words);
}

/** As it is, harmless or not, and as it stands in a request that a server may repeat: in JSON, in a URL, in a form. */
function writings(secret: string): string[] {
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  // Half a surrogate pair, which has no place in a URL, becomes what it is sent as.
  const inUrl = encodeURIComponent(Buffer.from(secret).toString());
  const all = [secret, harmless(secret), JSON.stringify(secret).slice(1, -1), inUrl, form];
  return [...new Set(all)].filter((text) => text !== '');
}

/** A short secret counts only where it stands alone: stars inside other words would tell what it is. */
function occurrences(secret: string): RegExp {
  const literal = secret.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return secret.length < 8
    ? new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu')
    : new RegExp(literal, 'gu');
}

export type ParsedText = { readonly value: unknown } | { readonly problem: string };

/**
 * The JSON of an answer, `undefined` for an empty one, or words for what came in its place, without the secrets. Names
 * are made harmless here, at the door: they end up in sentences, lists and commands, where a line break could forge a
 * line of ours.
 */
export function parseText(text: string, contentType: string | undefined, secrets: readonly string[]): ParsedText {
  return parsed(text, contentType, secrets, harmless);
}

/**
 * The same for an answer that is kept, in part: an id may end up in the journal, so stars are in the place of the secrets
 * that were sent, which a server may repeat anywhere. What it makes, such as a link-token, is none of them.
 */
export function parseAnswer(text: string, contentType: string | undefined, secrets: readonly string[]): ParsedText {
  const withStars = starring(secrets);
  return parsed(text, contentType, secrets, (part) => harmless(withStars(part)));
}

function parsed(
  text: string,
  contentType: string | undefined,
  secrets: readonly string[],
  clean: (part: string) => string,
): ParsedText {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text, (_, part) => (typeof part === 'string' ? clean(part) : part)) };
  } catch {
    return { problem: describe(text.trim(), contentType, secrets) };
  }
}

function describe(text: string, contentType: string | undefined, secrets: readonly string[]): string {
  // Broken JSON is not quoted: half a link-token or agent key may stand in it.
  if (/^[{["]/.test(text)) return `JSON that is broken or ends early, after ${text.length} characters`;
  const words = text
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  // Cut last: nobody would know the half of a secret for one.
  return `${contentType ?? 'no content type'}, beginning "${beginning(starring(secrets)(words), 80)}"`;
}
