import { explainedRule, ruleIds, toldRules } from '../stages/rule-book.ts';
import { ruleId } from './asked-rules.ts';
import { checkAgain } from './check-next.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';

/** `--list`: every rule there is. Looks at nothing. */
export async function listRules(options: Options, ports: RunPorts): Promise<Outcome> {
  const time = ports.clock.now().toISOString();
  for (const rule of toldRules()) ports.reporter.report({ type: 'rule', time, ...rule });
  const more = `livemig check --explain ${ruleIds[0] ?? 'verdict'}${dirFlag(options)}`;
  return {
    status: 'done',
    data: { rules: ruleIds },
    next: [{ command: more, reason: 'tells everything of one rule' }],
  };
}

/** `--explain ID`: what a rule is, what it reads, and what was found last. Looks at nothing but the directory. */
export async function explainRule(text: string, options: Options, ports: RunPorts): Promise<Outcome> {
  const id = ruleId(text, '--explain', ['verdict']);
  const rule = explainedRule(id, await ports.inspector.surveys());
  if (rule?.explained === undefined) throw new Error(`there is no rule ${id}`);
  const last = await foundLast(id, options, ports);
  const explained = { ...rule.explained, ...(last && { last }) };
  ports.reporter.report({ type: 'rule', time: ports.clock.now().toISOString(), ...rule, explained });
  const alone = { ...options, only: [id] };
  return {
    status: 'done',
    data: { rules: [id] },
    next: [await checkAgain(alone, undefined, ports.env, 'looks at what it needs, and judges it')],
  };
}

/** What the last whole check in this directory said of it. */
async function foundLast(id: string, options: Options, ports: RunPorts) {
  const { lastCheck } = await ports.openDirectory(directoryOf(options));
  const last = await lastCheck.load();
  const found = last?.findings.find((one) => one.id === id);
  if (last === undefined || found === undefined) return undefined;
  const { id: _, ...said } = found;
  return { at: last.at, ...said };
}
