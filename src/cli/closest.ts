const mostLettersApart = 3;

/** The name with the fewest other letters is worth a hint, if they are few. */
export function closest(word: string, names: readonly string[]): string | undefined {
  const [first] = names.toSorted((one, other) => lettersApart(one, word) - lettersApart(other, word));
  return first !== undefined && lettersApart(first, word) <= mostLettersApart ? first : undefined;
}

/** How many letters one word has that the other lacks. */
function lettersApart(one: string, other: string): number {
  const rest = [...other];
  const lacking = [...one].filter((letter) => {
    const at = rest.indexOf(letter);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return Math.max(lacking.length, rest.length);
}
