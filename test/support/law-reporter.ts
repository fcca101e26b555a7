import type { Reporter, TestModule } from 'vitest/node';
import type { LawCount } from './law.ts';

/** Prints after all tests, per law, how many cases were tried and failed, and how many mutations were noticed. */
export const lawReporter: Reporter = {
  onTestRunEnd(modules) {
    const counts = modules.flatMap(countsOf);
    if (counts.length > 0) process.stdout.write(`\n${lawTable(counts)}\n`);
  },
};

function countsOf(module: TestModule): LawCount[] {
  return [...module.children.allTests()].flatMap((test) => {
    const { law, watched } = test.meta();
    return [law ?? [], watched ?? []].flat();
  });
}

/** One line per law in order of the alphabet, and one for all. */
export function lawTable(counts: readonly LawCount[]): string {
  const names = [...new Set(counts.map(({ law }) => law))].sort();
  const rows = names.map((name) =>
    rowOf(
      name,
      counts.filter(({ law }) => law === name),
    ),
  );
  return [['law', 'cases', 'failed', 'mutations noticed'], ...rows, rowOf('in all', counts)].map(lineOf).join('\n');
}

function rowOf(name: string, counts: readonly LawCount[]): string[] {
  const sum = (kind: LawCount['kind'], field: 'tried' | 'failed') =>
    counts.reduce((total, count) => (count.kind === kind ? total + count[field] : total), 0);
  const mutations = sum('mutation', 'tried');
  const noticed = `${mutations - sum('mutation', 'failed')} of ${mutations}`;
  return [name, String(sum('case', 'tried')), String(sum('case', 'failed')), noticed];
}

function lineOf([name = '', ...figures]: string[]): string {
  return name.padEnd(34) + figures.map((figure, at) => figure.padStart(at === 2 ? 19 : 8)).join('');
}
