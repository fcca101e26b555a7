import type { FaultPlan } from '../faults/fault-plan.ts';
import { delays, type SandboxTime } from '../model/sandbox-time.ts';
import type { MigrationMoment, MigrationTrouble } from './migration-service.ts';

/** How often, in sandbox milliseconds, a cutover that hangs looks whether the fault is gone. */
const hangingWait = 1_000;

/** How far, in ms, a destination stays behind that never catches up: the lag is real time. */
const levelLag = 120_000;

/** The faults that are on, as the engine asks for them; each may come and go while a migration runs. */
export function migrationTrouble({ service }: Pick<FaultPlan, 'service'>, time: SandboxTime): MigrationTrouble {
  return {
    failureAt: (moment) => (service('migration') === `fails-${moment}` ? failures[moment] : undefined),
    behindMs() {
      if (service('lag') === 'grows' || service('ready') === 'falls-back') return Number.POSITIVE_INFINITY;
      return service('lag') === 'level' ? levelLag : 0;
    },
    holdsCopy: () => service('migration') === 'hangs-copying',
    async beforeCutover(signal) {
      if (service('cutover') === 'slow') await time.sleep(delays.slowCutover, signal);
      while (service('cutover') === 'hangs') await time.sleep(hangingWait, signal);
    },
  };
}

/** What the service's log would say; its API gives no reason (API notes, section 6.1). */
const failures: Readonly<Record<MigrationMoment, string>> = {
  initializing: 'A fault of the sandbox: the migration host cannot initialize the destination.',
  copying: 'A fault of the sandbox: timed out while copying, the destination has no primary.',
  'catching-up': 'A fault of the sandbox: the resume point may no longer be in the oplog.',
  following: 'A fault of the sandbox: failed to open the change stream, the user is not authorized any more.',
  'cutting-over': 'A fault of the sandbox: the writes of the source could not be blocked.',
  committing: 'A fault of the sandbox: failed to enable index constraints on the destination.',
};
