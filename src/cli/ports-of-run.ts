import type { Run } from '../engine/run.ts';
import type { World } from '../stages/world.ts';
import { pollMsOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';

type PortsOfRun = Pick<
  Run<World>,
  'world' | 'journal' | 'checkpoints' | 'approver' | 'reporter' | 'clock' | 'signal' | 'pollMs'
>;

/** What the engine works with in a session, whichever command's steps it carries out. */
export function portsOfRun({ world, journal, checkpoints, approver }: Session, ports: RunPorts): PortsOfRun {
  const { reporter, clock, signal } = ports;
  return { world, journal, checkpoints, approver, reporter, clock, signal, pollMs: pollMsOf(ports) };
}
