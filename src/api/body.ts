import { harmless } from '../core/harmless.ts';
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
  // Longest first: one may begin with another.
  const known = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  const clean = known.reduce((text, secret) => text.replaceAll(occurrences(secret), '********'), words);
  return harmless(clean).trim().slice(0, longestWords);
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
 * The JSON of an answer, `undefined` for an empty one, or words for what came in its place. Names are made harmless here,
 * at the door: they end up in sentences, lists and commands, where a line break could forge a line of ours.
 */
export function parseText(text: string, contentType: string | undefined): ParsedText {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text, (_, part) => (typeof part === 'string' ? harmless(part) : part)) };
  } catch {
    return { problem: describe(text.trim(), contentType) };
  }
}

function describe(text: string, contentType: string | undefined): string {
  // Broken JSON is not quoted: half a link-token or agent key may stand in it.
  if (/^[{["]/.test(text)) return `JSON that is broken or ends early, after ${text.length} characters`;
  const words = text
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${contentType ?? 'no content type'}, beginning "${words.slice(0, 80)}"`;
}
