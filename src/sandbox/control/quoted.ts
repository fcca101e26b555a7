const longest = 200;

/** At most 200 characters: of a longer text the beginning and the end. */
export function shortened(text: string): string {
  return text.length <= longest ? text : `${whole(text.slice(0, longest - 50))} … ${whole(text.slice(-50))}`;
}

/** A text as an error repeats it: as JSON and short, and without what may be the password of an address. */
export function quoted(text: string): string {
  return shortened(JSON.stringify(text).replaceAll(/\/\/[^/\s]*@/g, '//********@'));
}

/** Without what is left at an end of a character that was cut in two. */
function whole(text: string): string {
  return text.replaceAll(/^\p{Surrogate}|\p{Surrogate}$/gu, '');
}
