/** Characters that RFC 3454 maps to nothing (table B.1). */
const nothing = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;

/** Spaces that are not ASCII (table C.1.2). */
const spaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;

/** A password as SCRAM-SHA-256 hashes it: RFC 4013, without the refusal of characters that drivers refuse already. */
export function saslPrepared(password: string): string {
  return password.replace(spaces, ' ').replace(nothing, '').normalize('NFKC');
}
