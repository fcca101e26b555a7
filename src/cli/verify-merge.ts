import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import type { VerifyData } from '../core/results/verify-data.ts';
import { mergeVerifications } from '../core/verification/merge.ts';
import { notIdentical } from '../core/verification/not-identical.ts';
import type { MergeableShare } from '../core/verification/refuse-shares.ts';
import { VerifyRequest } from '../core/verification/request.ts';
import { Verification } from '../core/verification/verification.ts';
import type { Outcome } from './command-module.ts';
import type { RunPorts } from './run-ports.ts';
import { failed } from './verify-ending.ts';

/** What `result.json` of a verification holds. */
const ResultFile = z.object({ id: z.string(), request: VerifyRequest, verification: Verification });

/** A result has at most a hundred differences, and a line for each namespace. */
const largestBytes = 64 * 1024 * 1024;

/** Makes one verdict of the shares that several machines have compared. */
export async function mergeShares(files: readonly string[], ports: RunPorts): Promise<Outcome> {
  const shares: MergeableShare[] = [];
  for (const file of files) shares.push(await shareIn(file, ports));
  const comparison = mergeVerifications(shares);
  const data: VerifyData = {
    comparison,
    shares: shares.map(({ file, share, verification: { verdict, endedAt, source, destination } }) => ({
      ...{ file, share, verdict, endedAt },
      ...{ source: source.clusterTime, destination: destination.clusterTime },
    })),
  };
  if (comparison.verdict === 'identical') return { status: 'done', data, next: [] };
  return failed(notIdentical(comparison, 'meanwhile'), data, []);
}

async function shareIn(file: string, ports: RunPorts): Promise<MergeableShare> {
  const text = await ports.readFile(file, largestBytes);
  const parsed = ResultFile.safeParse(contentOf(text));
  if (!parsed.success)
    throw unusable(`${file} is not the result of a verification.`, 'Name the result.json that each share has written.');
  const { verification } = parsed.data;
  const { share, writesStopped, duringSync } = parsed.data.request;
  if (share === undefined)
    throw unusable(
      `${file} is the result of a whole verification, and no share of one.`,
      'It needs no merge: leave it out.',
    );
  return { file, share, writesStopped, duringSync, verification };
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'SHARES', message, fix });
}
