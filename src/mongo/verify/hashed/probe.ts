import { saidBy } from '../../../core/causes.ts';
import { LivemigError } from '../../../core/errors.ts';
import type { Probe } from '../../../core/verification/hashed-side.ts';
import { type AskOptions, readPipeline, serverCode } from '../read-pipeline.ts';
import { probePipeline } from './pipelines.ts';
import { probedValues } from './probed-values.ts';
import { wholeNumbers } from './whole-numbers.ts';

/** What a server answers that cannot do it, and one that is no MongoDB (server source, error_codes.yml). */
const refusals: ReadonlySet<number> = new Set([
  2, // BadValue
  9, // FailedToParse
  14, // TypeMismatch
  59, // CommandNotFound
  115, // CommandNotSupported
  168, // InvalidPipelineOperator
  238, // NotImplemented
  323, // APIStrictError
  31_325, // an unknown expression of a $project
  40_324, // an unknown stage
]);

/** Hashes each probed value; shards that do not agree are a refusal too. */
export async function probe(options: AskOptions, salt: string, namespace: string): Promise<Probe> {
  const names = Object.keys(probedValues);
  const pipeline = probePipeline(salt, Object.values(probedValues));
  const hashes = new Map<string, readonly [bigint, bigint]>();
  try {
    for (const raw of await readPipeline(options, { namespace, pipeline, by: 'statistics' })) {
      const [at = 0n, hash = 0n, bytes = 0n] = wholeNumbers(raw, ['i', 'h', 'n']);
      const name = names[Number(at)] ?? '';
      const other = hashes.get(name);
      if (other !== undefined && (other[0] !== hash || other[1] !== bytes)) {
        return { refused: `its shards hash ${name} differently` };
      }
      hashes.set(name, [hash, bytes]);
    }
    return { hashes };
  } catch (error) {
    if (!refusals.has(serverCode(error) ?? 0)) throw error;
    return { refused: saidBy(error instanceof LivemigError ? error.cause : error) };
  }
}
