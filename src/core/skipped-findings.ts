import type { Finding } from './check.ts';
import type { Skips } from './skip.ts';

/** The rule is judged all the same, and what it finds is told; it is neither passed nor in the way. */
export function withSkips(findings: readonly Finding[], skips: Skips): Finding[] {
  return findings.map((finding) => {
    const skip = Object.hasOwn(skips, finding.id) ? skips[finding.id] : undefined;
    if (skip === undefined || finding.result === 'skipped') return finding;
    return { ...finding, result: 'skipped', skipped: { ...skip, was: finding.result } };
  });
}

/** Whether it would be in the way, or could be, were it not skipped. */
export function couldBlock({ skipped, severity }: Pick<Finding, 'skipped' | 'severity'>): boolean {
  return skipped?.was === 'block' || (skipped?.was === 'not-checked' && severity === 'block');
}
