import { expect } from 'vitest';
import type { Journey } from './journey.ts';

/** From now on these faults and no others. */
export async function setFaults({ sandbox: { controlUrl } }: Journey, faults: readonly string[]): Promise<void> {
  await fetch(`${controlUrl}/faults`, { method: 'DELETE' });
  if (faults.length === 0) return;
  const { status } = await fetch(`${controlUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });
  expect(status).toBe(204);
}
