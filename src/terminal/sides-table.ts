import { oneLine, padded, widthOf, wrap } from './plain-text.ts';
import { hanging, type Style } from './style.ts';

type Rows = Readonly<Record<string, string>>;

/** Below this a column would be too narrow for a name. */
const narrow = 60;

/** Facts of source and destination: side by side where there is room and both have some, otherwise one under the other. */
export function sidesTable(style: Style, source: Rows, destination: Rows): string[] {
  const names = [...new Set([...Object.keys(source), ...Object.keys(destination)])];
  const both = Object.keys(source).length > 0 && Object.keys(destination).length > 0;
  const isAside = both && style.width() >= narrow && style.alphabet !== 'words';
  return isAside
    ? sideBySide(style, names, source, destination)
    : [...stacked(style, 'Source', source), ...stacked(style, 'Destination', destination)];
}

function sideBySide(style: Style, names: readonly string[], source: Rows, destination: Rows): string[] {
  const nameWidth = widest(names.map(oneLine));
  const cells = (facts: Rows) => names.map((name) => oneLine(facts[name] ?? '-'));
  const [left, right] = [cells(source), cells(destination)];
  const half = Math.floor((style.width() - nameWidth - 6) / 2);
  const leftWidth = Math.min(half, widest(['Source', ...left]));
  const row = (name: string, a: string, b: string, paint: (text: string) => string = same) => {
    const [aLines, bLines] = [wrap(a, leftWidth), wrap(b, style.width() - nameWidth - leftWidth - 6)];
    return Array.from({ length: Math.max(aLines.length, bLines.length) }, (_, index) => {
      const label = style.chalk.dim(padded(index === 0 ? name : '', nameWidth));
      return `  ${label}  ${paint(padded(aLines[index] ?? '', leftWidth))}  ${paint(bLines[index] ?? '')}`.trimEnd();
    });
  };
  const facts = names.flatMap((name, index) => row(oneLine(name), left[index] ?? '', right[index] ?? ''));
  return [...row('', 'Source', 'Destination', style.chalk.bold), ...facts];
}

function stacked(style: Style, title: string, facts: Rows): string[] {
  const entries = Object.entries(facts).map(([name, fact]) => [oneLine(name), oneLine(fact)] as const);
  if (entries.length === 0) return [];
  const isSpoken = style.alphabet === 'words';
  const nameWidth = isSpoken ? 0 : widest(entries.map(([name]) => name));
  const lines = entries.flatMap(([name, fact]) => {
    const label = isSpoken ? `  ${name}: ` : `    ${padded(name, nameWidth)}  `;
    return hanging(style, style.chalk.dim(label), widthOf(label), fact);
  });
  return [`  ${style.chalk.bold(title)}`, ...lines];
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(widthOf));
}

function same(text: string): string {
  return text;
}
