import type {
  MigrationEngine,
  MigrationJob,
  MigrationProgress,
  MigrationTrouble,
  RunningMigration,
} from '../migration/migration-service.ts';
import type { Clock } from '../model/clock.ts';
import { createCopyProgress } from './copy-progress.ts';
import { wordsOf } from './hindrance.ts';
import { lagOf, type MigrationRun, type MigrationState } from './migration-run.ts';
import { openDeployment } from './open-deployment.ts';
import { runMigration } from './run-migration.ts';
import { validateMigration } from './validate-migration.ts';

export interface EngineOptions {
  readonly clock: Clock;
  /**
   * For somebody's own source, which is left as it is: neither are its writes blocked at the cutover nor its balancer
   * stopped. One that Atlas would refuse, as it has no changes to follow, is copied once.
   */
  readonly keepsSource?: boolean;
}

/** Moves data as Atlas' service does on the migration host: copy, follow the change stream, cut over. */
export function createMigrationEngine({ clock, keepsSource = false }: EngineOptions): MigrationEngine {
  return {
    validate: (job) => validateMigration(job, { acceptsStandalone: keepsSource }),
    start: (job, trouble = noTrouble) => startMigration(job, { clock, trouble, keepsSource }),
  };
}

const noTrouble: MigrationTrouble = {
  failureAt: () => undefined,
  behindMs: () => 0,
  holdsCopy: () => false,
  beforeCutover: async () => undefined,
};

type Setting = Pick<MigrationRun, 'clock' | 'trouble' | 'keepsSource'>;

function startMigration(job: MigrationJob, setting: Setting): RunningMigration {
  const state: MigrationState = {
    phase: 'copying',
    moment: 'initializing',
    info: 'initializing collections and indexes',
    changesApplied: 0,
    progress: createCopyProgress(),
    appliedUntil: undefined,
    isIdle: false,
    isCutOver: false,
  };
  const stopping = new AbortController();
  let failure: string | undefined;
  const [source, destination] = [openDeployment(job.sourceUri), openDeployment(job.destinationUri)];
  const closeBoth = () => Promise.all([source.close(), destination.close()]);

  async function run(): Promise<void> {
    try {
      await runMigration({ job, source, destination, ...setting, state, signal: stopping.signal });
    } catch (error) {
      state.phase = 'failed';
      failure = stopping.signal.aborted ? 'The migration was stopped.' : wordsOf(error);
    } finally {
      await closeBoth();
    }
  }
  const ended = run();

  return {
    status: () => progressOf(state, setting.clock, failure),
    cutOver() {
      state.isCutOver = true;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

function progressOf(state: MigrationState, clock: Clock, failure: string | undefined): MigrationProgress {
  const { phase, info, changesApplied, progress } = state;
  const lag = lagOf(state, clock.now().getTime());
  const lagSeconds = lag === undefined ? null : Math.floor(lag / 1000);
  const collections = progress.collections();
  const documentsCopied = collections.reduce((sum, one) => sum + one.documentsCopied, 0);
  const shown = { phase, info, lagSeconds, changesApplied, documentsCopied, collections };
  return failure === undefined ? shown : { ...shown, failure };
}
