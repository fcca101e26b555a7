import type {
  MigrationEngine,
  MigrationMoment,
  MigrationProgress,
  MigrationTrouble,
  RunningMigration,
} from '../../src/sandbox/migration/migration-service.ts';
import type { Clock } from '../../src/sandbox/model/clock.ts';

/** Between two looks at what has changed, in ms of its clock. */
const idleMs = 5;
/** How long the last changes take: who has just asked for the cutover finds it under way. */
const commitMs = 100;

const noTrouble: MigrationTrouble = {
  failureAt: () => undefined,
  behindMs: () => 0,
  holdsCopy: () => false,
  beforeCutover: async () => undefined,
};

const phases: Readonly<Record<MigrationMoment, MigrationProgress['phase']>> = {
  initializing: 'copying',
  copying: 'copying',
  'catching-up': 'copying',
  following: 'following',
  'cutting-over': 'finalizing',
  committing: 'finalizing',
};

/**
 * For laws about requests and files: goes through a migration, with what is made to go wrong with it, as
 * `createMigrationEngine` does, but has no deployments and moves nothing.
 */
export function paperEngine(clock: Clock): MigrationEngine {
  return {
    validate: async () => undefined,
    start: (_, trouble = noTrouble) => startOnPaper(clock, trouble),
  };
}

function startOnPaper(clock: Clock, trouble: MigrationTrouble): RunningMigration {
  const stopping = new AbortController();
  const { signal } = stopping;
  let moment: MigrationMoment = 'initializing';
  let end: 'complete' | 'failed' | undefined;
  let failure: string | undefined;
  let isCutOver = false;
  let upToDate = clock.now().getTime();

  const goOn = () => {
    signal.throwIfAborted();
    const planned = trouble.failureAt(moment);
    if (planned !== undefined) throw new Error(planned);
  };
  const enter = (next: MigrationMoment) => {
    moment = next;
    goOn();
  };
  const idle = async () => {
    await clock.sleep(idleMs, signal);
    goOn();
  };
  /** What is written now is applied so much later; with infinity nothing is any more. */
  const apply = () => {
    const behind = trouble.behindMs();
    if (behind !== Number.POSITIVE_INFINITY) upToDate = Math.max(upToDate, clock.now().getTime() - behind);
  };

  async function run(): Promise<void> {
    enter('initializing');
    await idle();
    enter('copying');
    do await idle();
    while (trouble.holdsCopy());
    enter('catching-up');
    apply();
    enter('following');
    while (!isCutOver) {
      apply();
      await idle();
    }
    await trouble.beforeCutover(signal);
    enter('cutting-over');
    await clock.sleep(commitMs, signal);
    enter('committing');
    await idle();
  }
  const ended = run().then(
    () => {
      end = 'complete';
    },
    (error: unknown) => {
      end = 'failed';
      failure = signal.aborted ? 'The migration was stopped.' : String(error instanceof Error ? error.message : error);
    },
  );

  return {
    status: () => ({
      phase: end ?? phases[moment],
      lagSeconds: moment === 'following' ? Math.floor((clock.now().getTime() - upToDate) / 1000) : null,
      changesApplied: 0,
      documentsCopied: 0,
      ...(failure !== undefined && { failure }),
    }),
    cutOver() {
      isCutOver = true;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
