import { expect } from 'vitest';
import { setFaults } from './faults.ts';
import { commands, type Journey, startJourney } from './journey.ts';

/** A journey on which the comparison is all that is left: its cutover has been requested, and not looked at since. */
export async function startComparisonJourney(): Promise<Journey> {
  const journey = await startJourney('cloud-manager');
  for (const command of commands.slice(0, 3)) expect((await journey.run(command)).result.error).toBeNull();
  await setFaults(journey, ['cutover=hangs']);
  const [, , , cutover = []] = commands;
  expect((await journey.run([...cutover, '--timeout', '1m'])).result.exitCode).toBe(8);
  await setFaults(journey, []);
  return journey;
}
