/**
 * Leaves out the texts that people read: the laws of advice, the drawn screens and the pictures hold them, and a unit test
 * of each would be the sentence written twice. A text without a blank is a word that a program reads (a state, a code, a
 * key), and is mutated; so is a template with values in it, because an error without its value has lost the point.
 */
export const strykerPlugins = [{ kind: 'Ignore', name: 'prose', value: { shouldIgnore } }];

function shouldIgnore(path) {
  return path.isStringLiteral() && /\S\s+\S/.test(path.node.value) ? 'words for people' : undefined;
}
