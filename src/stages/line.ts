import type { StageId, StepId } from '../core/step.ts';
import { acceptAgreement } from './link/accept-agreement.ts';
import { createToken } from './link/create-token.ts';
import { allowHost } from './provision/allow-host.ts';
import { connectOrganization } from './provision/connect-organization.ts';
import { createAgentKey } from './provision/create-agent-key.ts';
import { installAgent } from './provision/install-agent.ts';
import { seeHost } from './provision/see-host.ts';
import { createMigration } from './start/create-migration.ts';
import { cutOver } from './start/cut-over.ts';
import { synchronize } from './start/synchronize.ts';
import { validate } from './start/validate.ts';
import { verify } from './start/verify.ts';
import type { LivemigStep } from './world.ts';

/** Steps in the order in which they are carried out; the stage of each is the first half of its id. */
export type Line = readonly LivemigStep[];

/** Every step of a migration: the one list, of which commands are slices. */
export const line: Line = [
  acceptAgreement,
  createToken,
  createAgentKey,
  installAgent,
  allowHost,
  connectOrganization,
  seeHost,
  validate,
  createMigration,
  synchronize,
  cutOver,
  verify,
];

/** A part of a stage. */
export interface Slice {
  readonly stage: StageId;
  /** The stage's first step where it is absent. */
  readonly from?: StepId;
  /** The stage's last step where it is absent. */
  readonly through?: StepId;
}

/** The steps of a slice, in order. A step that the line does not hold is a bug, and is thrown as one. */
export function stepsOf({ stage, from, through }: Slice, all: Line): Line {
  const steps = all.filter(({ id }) => id.startsWith(`${stage}.`));
  const place = (step: StepId) => {
    const at = steps.findIndex(({ id }) => id === step);
    if (at === -1) throw new Error(`the line has no step ${step}`);
    return at;
  };
  return steps.slice(from && place(from), through && place(through) + 1);
}
