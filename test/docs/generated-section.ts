/** The text with `content` between the two marks that name the section; anything else of it stays as it is. */
export function withSection(text: string, name: string, content: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there are no marks around ${name}`);
  return [text.slice(0, from) + begin, '', ...content, '', text.slice(to)].join('\n');
}
