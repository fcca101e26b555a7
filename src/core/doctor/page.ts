import { exitCodes } from '../error-codes.ts';
import { harmless } from '../harmless.ts';
import type { DoctorData, DoctorLine, DoctorSection } from '../results/doctor-result.ts';
import { deploymentLines } from './deployment-lines.ts';
import { directoryLines } from './directory-lines.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import type { PageLine } from './line.ts';
import { machineLines, networkLines } from './machine-lines.ts';
import { serviceLines } from './service-lines.ts';

/**
 * The page of `livemig doctor`, without a secret in it. Its exit code is that of a check: 3 where something stands in the
 * way, 4 where that is credentials only, and 0 where what could be looked at is well.
 */
export function doctorPage(facts: DoctorFacts): { readonly data: DoctorData; readonly exitCode: number } {
  const { now } = facts;
  const sections: readonly (readonly [DoctorSection, readonly PageLine[]])[] = [
    ['machine', machineLines(facts)],
    ['network', networkLines(facts)],
    ['atlas', serviceLines(facts.atlas, now)],
    ['manager', serviceLines(facts.manager, now)],
    ['source', deploymentLines(facts.source, now)],
    ['destination', deploymentLines(facts.destination, now)],
    ['directory', directoryLines(facts.directory)],
  ];
  const hide = hiding(facts);
  const lines = sections.flatMap(([section, found]) =>
    found.map(
      ({ name, state, text, fix }): DoctorLine => ({
        ...{ section, name: hide(name), state, text: hide(text) },
        ...(fix !== undefined && { fix: hide(fix) }),
      }),
    ),
  );
  const count = (state: DoctorLine['state']) => lines.filter((line) => line.state === state).length;
  const data = { lines, ok: count('ok'), problems: count('problem'), notLookedAt: count('not-looked-at') };
  return { data, exitCode: exitCodeOf(sections.flatMap(([, found]) => found)) };
}

function exitCodeOf(lines: readonly PageLine[]): number {
  const problems = lines.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return 0;
  return problems.every(({ isOfCredentials }) => isOfCredentials) ? exitCodes.credentials : exitCodes.blocked;
}

/** What is shorter is in many a word, and no secret. */
const shortestSecret = 4;

/** The lines show none by themselves; what a server, a file or a certificate says of itself may repeat one. */
function hiding({ secrets }: Pick<DoctorFacts, 'secrets'>): (text: string) => string {
  const texts = secrets
    .map((secret) => secret.reveal())
    .filter((text) => text.length >= shortestSecret)
    .toSorted((one, other) => other.length - one.length);
  return (text) => texts.reduce((hidden, secret) => hidden.replaceAll(secret, '********'), harmless(text));
}
