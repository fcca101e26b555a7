import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** A run of the unit tests of a folder is over by then, or does not come to its end because of what was planted. */
const longestMs = 120_000;

/**
 * Stryker plants nothing into numbers: this makes each number in a folder of `src` one larger, and a hundred times as
 * large, and tells which of these the folder's unit tests do not notice (`FILE:LINE NUMBER -> CHANGED`).
 */
export function numbersIn(folder) {
  const planted = readdirSync(`src/${folder}`, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => faultsIn(resolve('src', folder, name)));
  const unnoticed = planted.filter((fault) => !isNoticed(folder, fault));
  for (const { file, line, number, changed } of unnoticed)
    process.stdout.write(`[Survived] ${file}:${line} ${number} -> ${changed}\n`);
  return { planted: planted.length, noticed: planted.length - unnoticed.length };
}

function faultsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return valuesIn(source).flatMap((node) => {
    const number = Number(node.text);
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    return [number + 1, number * 100]
      .filter((changed) => changed !== number)
      .map((changed) => ({ file, line: line + 1, number, changed, start: node.getStart(), end: node.getEnd() }));
  });
}

/** The numbers that are there when it runs: not those in types, nor the names of properties. */
function valuesIn(node) {
  if (ts.isTypeNode(node)) return [];
  if (ts.isNumericLiteral(node)) return node.parent.name === node ? [] : [node];
  const inside = [];
  ts.forEachChild(node, (child) => void inside.push(...valuesIn(child)));
  return inside;
}

/** `vitest.config.ts` puts the changed number in place of the other one. */
function isNoticed(folder, fault) {
  const env = { ...process.env, LIVEMIG_MUTATED: folder, LIVEMIG_PLANTED: JSON.stringify(fault) };
  const args = ['vitest', 'run', '--config', 'test/mutation/vitest.config.ts', '--bail', '1'];
  return spawnSync('npx', args, { env, timeout: longestMs, killSignal: 'SIGKILL' }).status !== 0;
}
