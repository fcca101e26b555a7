import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { Visitor } from 'rolldown/utils';

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
  const text = readFileSync(file, 'utf8');
  return [...valuesIn(parseAst(text, { lang: 'ts' }, file))].flatMap(({ value: number, start, end }) => {
    const line = text.slice(0, start).split('\n').length;
    return [number + 1, number * 100]
      .filter((changed) => changed !== number)
      .map((changed) => ({ file, line, number, changed, start, end }));
  });
}

/** The numbers that are there when it runs: not those in types, nor the names of properties. */
function valuesIn(program) {
  const found = new Set();
  const leaveName = ({ key, computed }) => !computed && found.delete(key);
  new Visitor({
    Literal: (node) => typeof node.value === 'number' && found.add(node),
    'TSLiteralType:exit': ({ literal }) => found.delete(literal.argument ?? literal),
    'Property:exit': leaveName,
    'TSPropertySignature:exit': leaveName,
  }).visit(program);
  return found;
}

/** `vitest.config.ts` puts the changed number in place of the other one. */
function isNoticed(folder, fault) {
  const env = { ...process.env, LIVEMIG_MUTATED: folder, LIVEMIG_PLANTED: JSON.stringify(fault) };
  const args = ['vitest', 'run', '--config', 'test/mutation/vitest.config.ts', '--bail', '1'];
  return spawnSync('npx', args, { env, timeout: longestMs, killSignal: 'SIGKILL' }).status !== 0;
}
