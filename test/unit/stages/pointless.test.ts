import { expect, it } from 'vitest';
import type { Journal } from '../../../src/core/journal.ts';
import { line } from '../../../src/stages/line.ts';
import { Values } from '../../../src/stages/values.ts';
import { answers, fakeWorld } from '../../support/fake-world.ts';

const known: Journal['inputs'][] = (['cloud-manager', 'ops-manager'] as const).flatMap((manager) =>
  ['community', 'enterprise'].flatMap((sourceEdition) =>
    ['existing', 'script', 'ssh'].flatMap((agent) =>
      ['public', 'private-link', 'vpc-peering'].map((network) => ({ manager, sourceEdition, agent, network })),
    ),
  ),
);

// What the connection strings say is a secret, which no journal knows.
const told = line.filter(({ id, applies }) => applies !== undefined && id !== 'start.verify');

it.each(told.map((step) => [step.id, step] as const))(
  '%s has no meaning by a journal where it does not apply by the answers',
  async (_, step) => {
    const ways = new Set<boolean>();
    for (const inputs of known) {
      const { world } = await fakeWorld({ values: { ...answers, ...Values.parse(inputs) } });
      const applies = step.applies?.(world);
      expect([inputs, step.pointless?.(inputs) === undefined]).toEqual([inputs, applies]);
      ways.add(applies === true);
    }
    expect(ways.size).toBe(2);
  },
);

it.each(line.map((step) => [step.id, step] as const))(
  'of %s a journal without an input says nothing',
  (_, { pointless }) => {
    expect(pointless?.({})).toBeUndefined();
  },
);
