/** A secret and what to call it where it is found; itself it is never shown. */
export interface NamedSecret {
  readonly name: string;
  readonly text: string;
}

/** Shorter ones would be found in any text. */
const shortest = 6;
/** A secret that is shorter than this counts only where it stands alone. */
const short = 8;
/** Of a long secret its beginning or its end is enough to give it away. */
const long = 24;
const partOfLong = 16;

/** Which of the secrets stand in the text, as they are or as somebody may have written them down, and how. */
export function secretsIn(text: string, secrets: readonly NamedSecret[]): string[] {
  return secrets.flatMap((secret) => {
    const form = formsOf(secret.text).find(({ needle, alone }) => (alone ? standsAlone : includes)(text, needle));
    return form === undefined ? [] : [`${secret.name} ${form.how}`];
  });
}

interface Form {
  readonly how: string;
  readonly needle: string;
  readonly alone: boolean;
}

const known = new Map<string, readonly Form[]>();

function formsOf(secret: string): readonly Form[] {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const parts = secret.length < long ? [secret] : [secret.slice(0, partOfLong), secret.slice(-partOfLong)];
  const forms = secret.length < shortest ? [] : parts.flatMap(formsOfPart);
  known.set(secret, forms);
  return forms;
}

function formsOfPart(part: string): Form[] {
  const alone = part.length < short;
  const written = [
    { how: 'as it is', needle: part },
    { how: 'in JSON', needle: JSON.stringify(part).slice(1, -1) },
    { how: 'in a URL', needle: encodeURIComponent(Buffer.from(part).toString()) },
    { how: 'in a form', needle: new URLSearchParams({ '': part }).toString().slice(1) },
  ].map((form) => ({ ...form, alone }));
  // Three or four characters in Base64 are found anywhere.
  return alone ? written : [...unique(written), ...base64Of(part)];
}

function unique(forms: readonly Form[]): Form[] {
  return forms.filter(({ needle }, at) => forms.findIndex((other) => other.needle === needle) === at);
}

/** Base64 depends on how many bytes stand before; the characters that also depend on the neighbours are left out. */
function base64Of(part: string): Form[] {
  const needles = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(part)]);
    const text = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    return text.slice(before === 0 ? 0 : 4);
  });
  const inUrls = needles.map((needle) => needle.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...needles, ...inUrls])].map((needle) => ({ how: 'in Base64', needle, alone: false }));
}

function includes(text: string, needle: string): boolean {
  return text.includes(needle);
}

function standsAlone(text: string, needle: string): boolean {
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + needle.length])) return true;
  }
  return false;
}
