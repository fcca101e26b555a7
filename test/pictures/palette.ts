import type { Style, TerminalColor } from '../support/styled-lines.ts';

export const foreground = '#e6edf3';
export const background = '#0d1117';

/** The 16 colours that each terminal draws as it likes: light enough to be read on the dark background. */
const basic = [
  ...['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#79c0ff', '#d2a8ff', '#39c5cf', '#b1bac4'],
  ...['#8b949e', '#ffa198', '#56d364', '#e3b341', '#a5d6ff', '#e2c5ff', '#56d4dd', '#ffffff'],
];

/** Of the cube of 6 x 6 x 6 colours, as xterm has them. */
const levels = [0, 95, 135, 175, 215, 255];

/** The colours of a style, as the terminal would paint them. */
export function colorsOf({ foreground: front, background: back, inverse }: Style): { text: string; behind: string } {
  const [text, behind] = [hex(front, foreground), hex(back, background)];
  return inverse ? { text: behind, behind: text } : { text, behind };
}

function hex(color: TerminalColor, whenDefault: string): string {
  if (color === 'default') return whenDefault;
  return typeof color === 'number' ? numbered(color) : color;
}

function numbered(color: number): string {
  if (color < 16) return basic[color] ?? foreground;
  if (color >= 232) return rgb(Array.from({ length: 3 }, () => 8 + 10 * (color - 232)));
  const place = color - 16;
  return rgb([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((digit) => levels[digit] ?? 0));
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
