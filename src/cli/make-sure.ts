import type { Finding } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { Facts } from '../core/facts.ts';
import type { Journal } from '../core/journal.ts';
import type { WillNotArrive } from '../core/results/will-not-arrive.ts';
import { type Judged, judgeStage } from '../stages/judge-stage.ts';
import type { Options } from './command-module.ts';
import type { ToldGates } from './pass-gates.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { tellFindings } from './tell-findings.ts';
import { leftBefore, whatNow } from './what-now.ts';

/** What one command has told already, as JSON: the same is no news when a person has the steps run again. */
export interface Told extends ToldGates {
  findings?: string;
  plan?: string;
}

export interface Preparing {
  readonly session: Session;
  readonly options: Options;
  readonly ports: RunPorts;
  readonly told: Told;
  /** The steps of the journal when the command began. */
  readonly before: Journal['steps'];
}

/** Whether this command has begun nothing yet. */
export function isUntouched({ session, before }: Preparing): boolean {
  return session.journal.current().steps === before;
}

export interface MadeSure {
  readonly facts: Facts;
  readonly willNotArrive?: WillNotArrive;
  /** What the run would end with; a dry run goes on to show all of it. */
  readonly wouldBlock?: LivemigError;
}

/** Judges everything, reports everything, and stops if anything blocks; a person may have it judged again. */
export async function makeSure(stage: Judged, preparing: Preparing): Promise<MadeSure> {
  const { session, options, ports, told } = preparing;
  for (;;) {
    ports.reporter.busy?.('Checking what has to hold before anything is changed');
    const { findings, ...looked } = await judgeStage(stage, session.world);
    const blockers = findings.filter(({ result }) => result === 'block');
    const isNews = told.findings !== JSON.stringify(findings);
    if (isNews || blockers.length > 0) tellFindings(findings, ports);
    told.findings = JSON.stringify(findings);
    if (blockers.length === 0) return looked;
    const error = blockedBy(blockers);
    if (options.dryRun === true) return { ...looked, wouldBlock: inDryRun(error) };
    if (session.prompter === undefined) throw error;
    const nothing = isUntouched(preparing) ? 'Nothing' : 'Nothing more';
    const message = `${nothing} has been changed. What now?`;
    if ((await whatNow(session, { message, goOn: 'Check again' })) === 'leave')
      throw leftBefore(
        error,
        `You left; ${nothing.toLowerCase()} was changed. ${standing(blockers.length)} in the way (above).`,
        options,
      );
  }
}

function blockedBy(blockers: readonly Finding[]): LivemigError {
  return new LivemigError({
    kind: blockers.some(({ about }) => about === 'credentials') ? 'credentials' : 'blocked',
    code: 'BLOCKED',
    message: `${standing(blockers.length)} in the way: ${blockers.map(({ message }) => message).join(' ')}`,
    fix: blockers.map(({ fix }) => fix ?? '').join(' '),
    data: {
      blockers: blockers.map(({ id, title, message, fix, severity, mender, items }) => ({
        ...{ id, title, message, ...(fix && { fix }) },
        ...{ severity, mender, ...(items && { items }) },
      })),
    },
  });
}

function inDryRun(error: LivemigError): LivemigError {
  return error.retold({ message: `This would be blocked, and nothing was changed. ${error.message}` });
}

function standing(count: number): string {
  return count === 1 ? 'One thing stands' : `${count} things stand`;
}
