import { shortened } from '../control/quoted.ts';
import { SandboxError } from '../control/sandbox-error.ts';
import { ScenarioFile } from './scenario-file-schema.ts';
import { objectionTo, scenarioTrouble } from './scenario-trouble.ts';

/**
 * What a file says, from its content; an empty one has none. A SandboxError of kind `usage` where it is no scenario,
 * naming the field, its value and what to write.
 */
export function readScenarioFile(content: unknown, path: string): ScenarioFile {
  const result = ScenarioFile.safeParse(content ?? {});
  const [issue] = result.error?.issues ?? [];
  if (issue !== undefined) throw notAScenario(path, objectionTo(content, issue));
  const file = result.data ?? {};
  const trouble = scenarioTrouble(file);
  if (trouble !== undefined) throw notAScenario(path, trouble);
  return file;
}

function notAScenario(path: string, { problem, fix }: { problem: string; fix: string }): SandboxError {
  return new SandboxError({
    kind: 'usage',
    code: 'SCENARIO_FILE',
    message: `${path} is not a scenario: ${shortened(problem)}`,
    fix: `${fix} docs/sandbox.md shows a scenario.`,
  });
}
