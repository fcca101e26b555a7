import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { RunPorts } from './run-ports.ts';

/** What of ours may be written over. */
export interface OwnFile {
  isOurs(text: string): boolean;
  /** What another file is not: `no plan of livemig`. */
  readonly isNot: string;
  /** What to do then, where it is not to name another one. */
  readonly fix?: string;
  /** The largest, in bytes; 1 MiB unless it is said. */
  readonly most?: number;
}

/** Refuses, before anything is looked at, to write where nothing can be written, or over what is not ours. */
export async function refuseToOverwrite(
  path: string,
  { isOurs, isNot, most, fix = 'Name another one: what it holds would be lost.' }: OwnFile,
  { readFile, refuseUnsavable }: Pick<RunPorts, 'readFile' | 'refuseUnsavable'>,
): Promise<void> {
  await refuseUnsavable(path);
  try {
    if (isOurs(await readFile(path, most))) return;
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    if (error.code === 'FILE_MISSING') return;
    if (error.code !== 'FILE_TOO_LARGE' && error.code !== 'FILE_NOT_TEXT') throw error;
  }
  throw new LivemigError({
    kind: 'usage',
    code: 'FILE_NOT_OURS',
    message: `The file ${shortened(harmless(path))} exists, and ${isNot}.`,
    fix,
  });
}
