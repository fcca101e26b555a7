import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { parseYaml } from '../core/parse-yaml.ts';

/** What a scenario file says, which the sandbox judges. Kind `usage` where it is neither YAML nor JSON. */
export function scenarioContent(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    const problem = `${error instanceof Error ? error.message : String(error)}.`;
    throw new LivemigError({
      kind: 'usage',
      code: 'SCENARIO_FILE',
      message: `${harmless(path)} is not a scenario: ${shortened(harmless(problem))}`,
      fix: 'Write it as JSON or YAML. docs/sandbox.md shows a scenario.',
    });
  }
}
