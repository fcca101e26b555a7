import { describe, expect, it } from 'vitest';
import { createFaultPlan } from '../../../src/sandbox/faults/fault-plan.ts';
import { isReady, type MigrationRecord } from '../../../src/sandbox/migration/migration-course.ts';
import { createSandboxTime } from '../../../src/sandbox/model/sandbox-time.ts';
import { realClock } from '../../support/sandbox-client.ts';

const setting = { time: createSandboxTime(realClock, 1), faults: createFaultPlan([]) };

function record(lagSeconds: number | null, different: Partial<MigrationRecord> = {}): MigrationRecord {
  const progress = { phase: 'following', lagSeconds, changesApplied: 0, documentsCopied: 0 } as const;
  return {
    id: '64ee00000000000000000005',
    request: {
      source: { clusterName: 's', groupId: 'g', managedAuthentication: true, ssl: false },
      destination: { clusterName: 'd', groupId: 'g', hostnameSchemaType: 'PUBLIC' },
      migrationHosts: ['h'],
      dropDestinationData: false,
    },
    createdAt: 0,
    running: { status: () => progress, cutOver: () => undefined, stop: async () => undefined },
    readyAt: 1,
    ...different,
  };
}

describe('a migration that has been ready', () => {
  it.each([
    ['is ready while it is at most 30 s behind', record(30), true],
    ['is not while it is further behind', record(31), false],
    ['stays so once it is cut over', record(31, { cutOverAt: 2 }), true],
  ])('%s', (_, one, expected) => {
    expect(isReady(one, setting)).toBe(expected);
  });

  it('was not ready before it had caught up', () => {
    const { readyAt: _never, ...one } = record(0);
    expect(isReady(one, setting)).toBe(false);
  });
});
