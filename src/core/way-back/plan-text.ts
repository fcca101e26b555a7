import type { RollbackPlan } from './rollback-plan.ts';
import { windowWords } from './rollback-window.ts';

/** The plan as lines for a terminal; a line that begins with blanks belongs to the one before. */
export function planLines(plan: RollbackPlan): string[] {
  const { summary, steps, lost, window, since, engines, notLookedAt } = plan;
  return [
    summary,
    ...steps.flatMap(({ what, run = [] }, index) => [
      `${index + 1}. ${what}`,
      ...run.map((command) => `     ${command}`),
    ]),
    `Lost by that: ${lost}`,
    ...(window === undefined ? [] : [`Way back: ${windowWords(window)}`]),
    ...(since === undefined ? [] : [`Cluster time of the cutover: ${since}`]),
    ...engines.flatMap(({ name, begins, does, needs, source }) => [
      `${begins === 'at-the-cutover' ? 'Engine' : 'Engine that copies everything anew'}: ${name}: ${does} (${source})`,
      ...needs.map((need) => `     needs ${need}`),
    ]),
    ...notLookedAt.map((what) => `Not looked at: ${what}`),
  ];
}

/** How a file with a plan begins, by which it is known again. */
export const planTitle = '# The way back';

/** The same as a page of Markdown, for whoever carries it out. */
export function planPage(plan: RollbackPlan, cluster: string, madeAt: string): string {
  const { summary, steps, lost, window, since, engines, notLookedAt } = plan;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
  const block = (run: readonly string[]) =>
    run.length === 0 ? [] : ['', '   ```', ...run.map((line) => `   ${line}`), '   ```', ''];
  return `${[
    `${planTitle} from ${cluster}`,
    '',
    `Made by livemig rollback --plan at ${madeAt}, of the migration as it stood then. Nothing of it was run.`,
    '',
    summary,
    ...section(
      'Steps',
      steps.flatMap(({ what, run = [] }, index) => [`${index + 1}. ${what}`, ...block(run)]),
    ),
    ...section('What is lost by that', [lost]),
    ...section('For how long changes can be brought back', [
      ...(window === undefined ? [] : [windowWords(window)]),
      ...(since === undefined ? [] : ['', `Cluster time of the cutover: \`${since}\``]),
    ]),
    ...section(
      'What could bring them back',
      engines.flatMap(({ name, begins, does, needs, source }) => [
        `- ${name} (${begins === 'at-the-cutover' ? 'only what was changed since' : 'copies everything anew'}): ${does}. ${source}`,
        ...needs.map((need) => `  - needs ${need}`),
      ]),
    ),
    ...section(
      'Not looked at',
      notLookedAt.map((what) => `- ${what}`),
    ),
  ].join('\n')}\n`;
}
