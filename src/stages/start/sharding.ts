import { LivemigError } from '../../core/errors.ts';
import { harmless, shortened } from '../../core/harmless.ts';
import { parseYaml } from '../../core/parse-yaml.ts';
import { Sharding } from '../../core/sharding.ts';

/** Reads a sharding file's text, JSON or YAML (JSON is YAML); a fault is a `usage` error that names the field. */
export function parseSharding(text: string, path: string): Sharding {
  const result = Sharding.safeParse(parsed(text, path));
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw refused(path, faults.join('; '));
}

function parsed(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw refused(path, error instanceof Error ? error.message : String(error));
  }
}

function refused(path: string, why: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'SHARDING_FILE',
    message: `The sharding file ${shortened(harmless(path))} cannot be used: ${shortened(harmless(why))}.`,
    fix: 'It holds createSupportingIndexes and shardingEntries, each with database, collection and shardCollection.key.',
  });
}
