import { LivemigError } from '../../core/errors.ts';
import { harmless, shortened } from '../../core/harmless.ts';
import { parseYaml } from '../../core/parse-yaml.ts';
import { ScenarioFile } from './scenario-file-schema.ts';
import { objectionTo, scenarioTrouble } from './scenario-trouble.ts';

/** Reads YAML, which JSON is as well. Kind `usage`, naming the field, its value and what to write, where it is none. */
export function parseScenarioFile(text: string, path: string): ScenarioFile {
  const content = parsed(text, path) ?? {};
  const result = ScenarioFile.safeParse(content);
  const [issue] = result.error?.issues ?? [];
  if (issue !== undefined) throw notAScenario(path, objectionTo(content, issue));
  const file = result.data ?? {};
  const trouble = scenarioTrouble(file);
  if (trouble !== undefined) throw notAScenario(path, trouble);
  return file;
}

function parsed(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    const problem = `${error instanceof Error ? error.message : String(error)}.`;
    throw notAScenario(path, { problem, fix: 'Write it as JSON or YAML.' });
  }
}

function notAScenario(path: string, { problem, fix }: { problem: string; fix: string }): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'SCENARIO_FILE',
    message: `${path} is not a scenario: ${shortened(harmless(problem))}`,
    fix: `${fix} The README, under Sandbox, shows a scenario.`,
  });
}
