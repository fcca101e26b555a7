import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const root = join(import.meta.dirname, '../../..');

/** Compiles the named files of `src` into a temporary folder, so that a process of its own can run them on any Node. */
export async function compiled(files: readonly string[]): Promise<string> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const file of files) {
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, javascript(await readFile(join(root, 'src', file), 'utf8')));
  }
  return folder;
}

function javascript(source: string): string {
  const { ES2023: target } = ts.ScriptTarget;
  const { ESNext: module } = ts.ModuleKind;
  return ts.transpileModule(source, { compilerOptions: { target, module, rewriteRelativeImportExtensions: true } })
    .outputText;
}
