/** A sentence as a part of another. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
