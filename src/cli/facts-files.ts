import { type FactsFile, isFactsText, parseFacts, refuseOldFacts } from '../core/facts-file.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { Options } from './command-module.ts';
import { textOption } from './common-options.ts';
import type { OwnFile } from './refuse-to-overwrite.ts';
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

/** Facts are written over facts alone. */
export const factsFile: OwnFile = { isOurs: isFactsText, isNot: 'holds no facts of livemig', most: mostBytes };

/** What is told of a file that was written, so that whoever sends it on knows what goes with it. */
export function savedText(path: string): string {
  return `The facts are in ${shortened(harmless(path))}: no document and no password, but the definitions of indexes, validators, views and zones with the values in them, and names of users and hosts.`;
}
