import { line } from '../../src/stages/line.ts';
import type { CommandName } from './journey.ts';
import type { Scene } from './scenes.ts';

/** How the wait of a step is made to last. */
interface Hold extends Pick<Scene, 'faults' | 'env' | 'answers' | 'shows'> {
  readonly command: CommandName;
  /** What the journal says of the step meanwhile; nothing of one that only looks. */
  readonly state: 'started' | 'submitted' | undefined;
}

/** Nobody answers there. */
const silent = 'mongodb://192.0.2.1:27017/';

const holds: Readonly<Record<string, Hold>> = {
  'provision.install-agent': {
    command: 'provision',
    faults: ['agent=never'],
    shows: 'waiting for mig01.corp.example to report',
    state: 'submitted',
  },
  'provision.allow-host': {
    command: 'provision',
    faults: ['access-list=pending'],
    shows: 'waiting for ACTIVE',
    state: 'submitted',
  },
  'provision.connect-organization': {
    command: 'provision',
    faults: ['link=not-synced'],
    shows: 'waiting for SYNCED',
    state: 'submitted',
  },
  'provision.see-host': {
    command: 'provision',
    faults: ['GET */availableProjects=404'],
    shows: 'Atlas does not list the source project yet',
    state: undefined,
  },
  'start.validate': {
    command: 'start',
    faults: ['validation=pending'],
    shows: 'Atlas reports PENDING',
    state: 'submitted',
  },
  'start.synchronize': {
    command: 'start',
    faults: ['migration=never-starts'],
    shows: 'scheduled',
    state: undefined,
  },
  'start.cut-over': {
    command: 'cutover',
    faults: ['cutover=hangs'],
    answers: { 'Type Billing0 to go on': 'Billing0\r' },
    shows: 'waiting for COMPLETE',
    state: 'submitted',
  },
  'start.verify': {
    command: 'cutover',
    env: { LIVEMIG_SOURCE_URI: silent, LIVEMIG_POLL_INTERVAL: '20ms' },
    shows: 'Compare source and destination',
    state: 'started',
  },
};

/**
 * One for each step that waits; one that nobody has thought of is an error. What is over as soon as its request is answered
 * is interrupted at that, by `interruption-law.ts`.
 */
export function waitScenes(): Scene[] {
  return line.flatMap(({ id, patience, run }) => {
    const hold = holds[id];
    if (hold !== undefined) return [sceneOf(id, hold)];
    if (patience !== undefined || run === undefined)
      throw new Error(`Say in wait-scenes.ts how the wait of ${id} is held.`);
    return [];
  });
}

function sceneOf(step: string, { command, state, env, ...hold }: Hold): Scene {
  // So long that only the end of the wait itself can end it.
  const patient = { LIVEMIG_POLL_INTERVAL: '1h', ...env };
  return { name: step, kind: 'wait', args: [command], ...hold, env: patient, held: [step, state] };
}
