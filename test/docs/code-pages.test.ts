import { expect, it } from 'vitest';
import { pageOfCode } from '../../src/core/code-pages.ts';
import { type ErrorCode, errorCodes } from '../../src/core/error-codes.ts';
import { documentPaths, readDocument } from '../support/documents.ts';
import { readMarkdown } from '../support/markdown.ts';

const codes = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes);
/** It lists all of them, and has no more than the catalogue. */
const catalogue = 'docs/json.md';

/** Each section that tells of an error code, as whoever is led there opens it. */
const told = documentPaths
  .filter((path) => path !== catalogue)
  .flatMap((path) =>
    readDocument(path)
      .split(/^(?=#+ )/m)
      .map(readMarkdown)
      .flatMap((section) => section.codes.map((code) => [code, `${path}#${section.anchors[0]}`] as const)),
  );

it('explain leads to a page for each error code of which one tells more, to that section, and for no other', () => {
  const led = codes.map((code) => [code, pageOfCode(code)]).filter(([, page]) => page !== undefined);
  const documented = codes.flatMap((code) => told.filter(([named]) => named === code).slice(0, 1));
  expect(documented.length).toBeGreaterThan(20);
  expect(led).toEqual(documented);
});
