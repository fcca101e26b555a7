import type { Finding } from '../core/check.ts';
import { docsOf } from '../core/rule.ts';
import type { RunPorts } from './run-ports.ts';

/** A finding as it is told: without what only decides how a run ends, and with where its rule is described. */
export function toldFinding({ about: _, ...finding }: Finding) {
  return { ...finding, docs: docsOf(finding.id) };
}

export function tellFindings(findings: readonly Finding[], { reporter, clock }: RunPorts): void {
  const time = clock.now().toISOString();
  for (const finding of findings) reporter.report({ type: 'finding', time, ...toldFinding(finding) });
}
