import { checksNamed, ofCutover } from '../checks/index.ts';
import type { AskingCommand } from './input-record.ts';
import type { Slice } from './line.ts';
import { link } from './link/stage.ts';
import { cutoverNeeds, linkNeeds, type Needs, provisionNeeds, startNeeds } from './needs.ts';
import { provision } from './provision/stage.ts';
import { start } from './start/stage.ts';
import type { LivemigStage } from './world.ts';

/** A command of a migration: a slice of the line. */
export interface MigrationCommand extends Slice {
  readonly command: AskingCommand;
  readonly needs: Needs;
  /** Whose checks have to hold and whose plan is agreed to before anything is changed; absent where that has been. */
  readonly agreement?: LivemigStage;
  /** What has to hold besides, before anything is changed and once more when what cannot be undone was approved. */
  readonly judged?: Pick<LivemigStage, 'checks'>;
  /** Its cutover is judged by its gates, at the same moments. */
  readonly gated?: true;
  /** What comes after it. */
  readonly next: { readonly command: Exclude<AskingCommand, 'link'> | 'status'; readonly reason: string };
}

export const commands = {
  link: {
    command: 'link',
    stage: 'link',
    needs: linkNeeds,
    agreement: link,
    next: { command: 'provision', reason: 'provision the migration host and connect the organization' },
  },
  provision: {
    command: 'provision',
    stage: 'provision',
    needs: provisionNeeds,
    agreement: provision,
    next: { command: 'start', reason: 'validate and start the migration' },
  },
  start: {
    command: 'start',
    stage: 'start',
    through: 'start.synchronize',
    needs: startNeeds,
    agreement: start,
    next: { command: 'cutover', reason: 'after every write to the source has been stopped; within 120 hours' },
  },
  cutover: {
    command: 'cutover',
    stage: 'start',
    from: 'start.synchronize',
    needs: cutoverNeeds,
    judged: { checks: checksNamed(ofCutover) },
    gated: true,
    next: {
      command: 'status',
      reason: 'the migration is complete: point the applications at the destination',
    },
  },
} as const satisfies Record<string, MigrationCommand>;

/** `start --detach`: it ends as soon as the migration exists. */
export const detached: Slice = { stage: 'start', through: 'start.create-migration' };
