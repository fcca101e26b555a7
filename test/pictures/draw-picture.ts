import { widthOf } from '../../src/terminal/plain-text.ts';
import type { StyledLine, StyledText } from '../support/styled-lines.ts';
import { background, colorsOf, foreground } from './palette.ts';

export interface Picture {
  /** For who hears the picture, before all that stands in it. */
  readonly title: string;
  readonly lines: readonly StyledLine[];
  readonly columns: number;
}

/** In units of the picture. */
const cell = { width: 8.4, height: 20, baseline: 14.5 } as const;
const bar = 34;
const margin = 18;
const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/**
 * A terminal's window as an SVG that needs nothing else: no script, no font, no address. Whatever font the reader has,
 * the columns stand under each other, because each group of words has its place and its length.
 */
export function drawPicture({ title, lines, columns }: Picture): string {
  const width = round(columns * cell.width + 2 * margin);
  const height = bar + lines.length * cell.height + 2 * margin - 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(lines.map(textOf).join('\n'))}</desc>`,
    ...frame(width, height),
    `<g font-family="${fonts}" font-size="14" fill="${foreground}">`,
    ...lines.flatMap(drawLine),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

export function textOf(line: StyledLine): string {
  return line.map(({ text }) => text).join('');
}

/** With a border, because it is shown on white and on black. */
function frame(width: number, height: number): string[] {
  const middle = bar / 2;
  return [
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="${background}" stroke="#444c56"/>`,
    `<path d="M1 ${bar}H${width - 1}" stroke="#30363d"/>`,
    ...[0, 1, 2].map((index) => `<circle cx="${20 + 20 * index}" cy="${middle}" r="5.5" fill="#444c56"/>`),
  ];
}

function drawLine(line: StyledLine, row: number): string[] {
  const y = bar + margin - 2 + row * cell.height;
  let column = 0;
  return line.flatMap((run) => {
    const begin = column;
    column += widthOf(run.text);
    return [...behind(run, begin, y), ...words(run, begin, y)];
  });
}

function behind({ text, style }: StyledText, column: number, y: number): string[] {
  const { behind: fill } = colorsOf(style);
  if (fill === background) return [];
  return [
    `<rect x="${xOf(column)}" y="${y}" width="${round(widthOf(text) * cell.width)}" height="${cell.height}" fill="${fill}"/>`,
  ];
}

/** Words with a single blank between them keep together; whatever another font may draw wider stands alone. */
const group = /[!-~]+(?: [!-~]+)*|[^ -~]\p{M}*/gu;

function words({ text, style }: StyledText, column: number, y: number): string[] {
  const attributes = attributesOf(style);
  return [...text.matchAll(group)].map(({ 0: part, index }) => {
    const x = xOf(column + widthOf(text.slice(0, index)));
    const length = part.length > 1 ? ` textLength="${round(widthOf(part) * cell.width)}"` : '';
    return `<text x="${x}" y="${y + cell.baseline}"${length}${attributes}>${escaped(part)}</text>`;
  });
}

function attributesOf(style: StyledText['style']): string {
  const { text } = colorsOf(style);
  return [
    text === foreground ? '' : ` fill="${text}"`,
    style.bold ? ' font-weight="bold"' : '',
    style.italic ? ' font-style="italic"' : '',
    style.underline ? ' text-decoration="underline"' : '',
    style.dim ? ' fill-opacity="0.65"' : '',
  ].join('');
}

function xOf(column: number): number {
  return round(margin + column * cell.width);
}

function round(number: number): number {
  return Number(number.toFixed(2));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
