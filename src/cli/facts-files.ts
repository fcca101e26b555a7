import { LivemigError } from '../core/errors.ts';
import { type FactsFile, isFactsText, parseFacts, refuseOldFacts } from '../core/facts-file.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** A hundred thousand collections with their indexes have less. */
const mostBytes = 256 * 1024 * 1024;

export interface Brought {
  /** As it was typed. */
  readonly path: string;
  readonly file: FactsFile;
}

/** What `--facts` names; `undefined` where it is not given. Throws kind `usage` where it cannot be used. */
export async function factsBrought(options: Options, ports: RunPorts): Promise<Brought | undefined> {
  const path = textOption(options, 'facts');
  if (path === undefined) return undefined;
  const file = parseFacts(await ports.readFile(path, mostBytes), path);
  refuseOldFacts(file, path, ports.clock.now());
  return { path, file };
}

/** Refuses, before anything is looked at, to write where nothing can be written, or over what is no file of facts. */
export async function refuseToOverwrite(path: string, { readFile, refuseUnsavable }: RunPorts): Promise<void> {
  await refuseUnsavable(path);
  try {
    if (isFactsText(await readFile(path, mostBytes))) return;
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    if (error.code === 'FILE_MISSING') return;
    if (error.code !== 'FILE_TOO_LARGE' && error.code !== 'FILE_NOT_TEXT') throw error;
  }
  throw new LivemigError({
    kind: 'usage',
    code: 'FILE_NOT_OURS',
    message: `The file ${shortened(harmless(path))} exists, and holds no facts of livemig.`,
    fix: 'Name another one: what it holds would be lost.',
  });
}

/** What is told of a file that was written, so that whoever sends it on knows what goes with it. */
export function savedText(path: string): string {
  return `The facts are in ${shortened(harmless(path))}: no document and no password, but the definitions of indexes, validators, views and zones with the values in them, and names of users and hosts.`;
}
