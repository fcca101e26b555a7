/** What a word means that stands on the command line of bash or fish, also where its quote is still open. */
export function unquoted(raw: string): string {
  return raw.replaceAll(/'([^']*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|$)|\\(.?)/gs, (_, single, double, escaped) =>
    double === undefined ? (single ?? escaped ?? '') : double.replaceAll(/\\([$`"\\])/g, '$1'),
  );
}

/**
 * A word as bash has to insert it in place of `raw`, of which it leaves the part `kept` as it is: readline breaks words
 * at colons and equal signs. Where a quote is open, readline closes it.
 */
export function forBash(word: string, kept: string, raw: string): string {
  const rest = word.slice(unquoted(kept).length);
  const quote = openQuote(raw.slice(kept.length));
  if (quote === "'") return rest;
  return quote === '"' ? rest.replaceAll(/[$`"\\]/g, '\\$&') : rest.replaceAll(/[^\p{L}\p{N}_@%+=:,./-]/gu, '\\$&');
}

/** The quote that the word begins with and that is not closed. */
function openQuote(raw: string): string | undefined {
  const quote = raw.charAt(0);
  return (quote === '"' || quote === "'") && !raw.slice(1).includes(quote) ? quote : undefined;
}
