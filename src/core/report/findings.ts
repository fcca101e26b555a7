import { harmless } from '../harmless.ts';
import { momentText } from '../plain-units.ts';
import type { Skip } from '../skip.ts';
import type { Compared, Report } from './report.ts';
import type { ReportSources } from './sources.ts';

type Findings = Report['findings'];

/** The words of its decision in the audit (`cli/pass-gates.ts`): data in people's files. */
const acceptedGate = /^accepted the gate (\S+) \((.*)\) because: (.*)$/s;

/** A job that accepts a gate every few minutes for days. */
const mostGates = 200;

/** What the last whole check found, and whatever a person has said is not to stand in the way. */
export function findingsIn({
  journal,
  recorded,
  lastCheck,
  armed,
}: Pick<ReportSources, 'journal' | 'recorded' | 'lastCheck' | 'armed'>): Findings {
  const skips = Object.entries(journal.skips ?? {});
  const gates = recorded.flatMap(({ entry }) => {
    const [, gate, message, because] = (entry.kind === 'decision' && acceptedGate.exec(entry.decision)) || [];
    if (entry.kind !== 'decision' || gate === undefined) return [];
    return [{ what: `gate ${gate}: ${message}`, by: entry.user, at: entry.time, because: because ?? null }];
  });
  const armedFor = (armed?.terms.acceptedGates ?? []).map(({ gate, because }) => ({
    ...{ what: `gate ${gate}, for the cutover that was armed`, because },
    ...{ by: armed?.armed.by ?? '', at: armed?.armed.at ?? '' },
  }));
  const { checklist } = journal;
  return {
    check: lastCheck === undefined ? null : checkOf(lastCheck, new Map(skips)),
    accepted: [
      ...skips.map(([id, { by, at, because = null }]) => ({ what: `finding of the rule ${id}`, by, at, because })),
      ...gates.slice(-mostGates),
      ...armedFor,
    ],
    acceptedBefore: Math.max(0, gates.length - mostGates),
    checklist: checklist === undefined ? null : { ...checklist, because: checklist.because ?? null },
  };
}

function checkOf(
  { at, by, verdict, findings }: NonNullable<ReportSources['lastCheck']>,
  skips: ReadonlyMap<string, Skip>,
): NonNullable<Findings['check']> {
  const told = findings.filter(({ result }) => result !== 'pass');
  return {
    ...{ at, by, verdict, passed: findings.length - told.length },
    findings: told.map(({ id, result, message }) => {
      const skip = skips.get(id);
      return { id, result, message, ...(skip !== undefined && { accepted: skipText(skip) }) };
    }),
  };
}

function skipText({ by, at, because }: Skip): string {
  return harmless(`by ${by} at ${momentText(at)}${because === undefined ? '' : `: ${because}`}`);
}

/** The rules that are about what no migration brings along (checks/will-not-arrive.ts). */
const arrivalRules = ['O11', 'C01', 'C22', 'LM12', 'C21', 'C11', 'C23'];

/** What was not migrated: as the last whole check has found it, and what the comparison says that it does not cover. */
export function notMigratedIn(
  { lastCheck, made: { dirFlag } }: Pick<ReportSources, 'lastCheck' | 'made'>,
  comparisons: readonly Compared[],
): Report['notMigrated'] {
  const uncovered = uncoveredBy(comparisons);
  if (lastCheck === undefined) {
    const text = `No whole check was kept in this directory that can be read, so that ${uncovered.length > 0 ? 'only what a comparison has left out is known' : 'nothing is known of it'} here. Users, roles, Search indexes and zones never migrate; \`livemig plan-users${dirFlag}\` and \`livemig check${dirFlag}\` look for them.`;
    return { known: uncovered, text };
  }
  const own = lastCheck.findings.filter(({ id, result }) => arrivalRules.includes(id) && result !== 'pass');
  return {
    known: [
      ...own.map(({ id, result, message }) => `${result === 'not-checked' ? 'not looked at: ' : ''}${message} (${id})`),
      ...uncovered,
    ],
    text: `As the last whole check found it, at ${momentText(lastCheck.at)}. What came to the source later is not in it.`,
  };
}

function uncoveredBy([newest]: readonly Compared[]): string[] {
  const when = newest?.endedAt === null || newest === undefined ? '' : ` at ${momentText(newest.endedAt)}`;
  return (newest?.doesNotCover ?? []).map((what) => `not covered by the comparison${when}: ${what}`);
}
