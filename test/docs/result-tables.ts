import type { z } from 'zod';
import { errorCodes, exitCodes } from '../../src/core/error-codes.ts';
import { ErrorData } from '../../src/core/results/error-data.ts';
import { results } from '../../src/core/results/index.ts';
import { type Field, fieldsOf } from './schema-text.ts';

/** `data` of each command; commands that end with the same stand together. `livemig` alone ends as others do. */
export function dataTable(): string[] {
  const { livemig: _, ...own } = results;
  const byShape = new Map<z.ZodType, string[]>();
  for (const [name, { data }] of Object.entries(own)) byShape.set(data, [...(byShape.get(data) ?? []), `\`${name}\``]);
  const rows = [...byShape].flatMap(([data, names]) =>
    fieldsOf(data).map((field) => [names.join(', '), ...cells(field)]),
  );
  return table(['command', 'field of `data`', 'type', 'what it is'], rows);
}

/** `data` after an error. */
export function errorDataTable(): string[] {
  return table(['field of `data` after an error', 'type', 'what it is'], fieldsOf(ErrorData).map(cells));
}

/** Every code that an error can have. */
export function errorTable(): string[] {
  const rows = Object.entries(errorCodes).map(([code, { kinds, about }]) => [
    `\`${code}\``,
    kinds.map((kind) => `\`${kind}\``).join(', '),
    [...new Set(kinds.map((kind) => exitCodes[kind]))].join(', '),
    about,
  ]);
  return table(['`error.code`', '`error.kind`', 'exit code', 'what has happened'], rows);
}

function cells({ name, isOptional, type, about }: Field): string[] {
  return [`\`${name}\`${isOptional ? '?' : ''}`, type, about];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
