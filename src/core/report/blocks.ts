import type { Chart } from './chart.ts';

/** A text, several lines of it, or a time in ISO 8601. */
export type Cell = string | readonly string[] | { readonly moment: string };

export type Block =
  | { readonly is: 'text' | 'heading' | 'code'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  | {
      readonly is: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | { readonly is: 'chart'; readonly id: string; readonly chart: Chart };

/** Blocks for a section; what has nothing to tell is none. */
export const text = (said: string): Block[] => [{ is: 'text', text: said }];
export const list = (items: readonly string[], otherwise?: string): Block[] =>
  items.length > 0 ? [{ is: 'list', items }] : otherwise === undefined ? [] : text(otherwise);
export const table = (caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Block[] =>
  rows.length === 0 ? [] : [{ is: 'table', caption, head, rows }];
export const headed = (heading: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [{ is: 'heading', text: heading }, ...blocks];
