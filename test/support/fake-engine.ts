import type {
  MigrationEngine,
  MigrationJob,
  MigrationProgress,
} from '../../src/sandbox/migration/migration-service.ts';

export interface FakeEngine extends MigrationEngine {
  readonly jobs: MigrationJob[];
  progress: MigrationProgress;
  objection: string | undefined;
  readonly calls: string[];
}

/** Moves nothing; says what the test has put into it. */
export function fakeEngine(): FakeEngine {
  const following = { phase: 'following', lagSeconds: 1, changesApplied: 7, documentsCopied: 100 } as const;
  const engine: FakeEngine = {
    jobs: [],
    calls: [],
    progress: following,
    objection: undefined,
    validate: async (job) => {
      engine.calls.push('validate');
      engine.jobs.push(job);
      return engine.objection;
    },
    start: (job) => {
      engine.calls.push('start');
      engine.jobs.push(job);
      return {
        status: () => engine.progress,
        cutOver: () => engine.calls.push('cutOver'),
        stop: async () => {
          engine.calls.push('stop');
        },
      };
    },
  };
  return engine;
}
