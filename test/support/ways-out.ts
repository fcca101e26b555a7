import type { Scene } from './scenes.ts';
import type { TerminalSession } from './terminal-session.ts';

/** A way in which a run on a terminal comes to its end from outside. */
export interface WayOut {
  readonly name: string;
  take(session: TerminalSession): void;
  /** Null where the window is gone: then a signal ends the process. */
  readonly exitCode: 130 | 143 | null;
}

const controlD: WayOut = { name: 'Ctrl-D', take: (session) => session.press('ctrl-d'), exitCode: 130 };

const anywhere: readonly WayOut[] = [
  { name: 'Ctrl-C', take: (session) => session.press('ctrl-c'), exitCode: 130 },
  { name: 'SIGTERM', take: (session) => session.signal('SIGTERM'), exitCode: 143 },
  { name: 'a closed window', take: (session) => session.hangUp(), exitCode: null },
  { name: 'SIGINT', take: (session) => session.signal('SIGINT'), exitCode: 130 },
  { name: 'SIGHUP', take: (session) => session.signal('SIGHUP'), exitCode: 143 },
];

/** Ctrl-D is a word of questions; a wait reads no keys. */
export function waysOutOf({ kind }: Pick<Scene, 'kind'>): readonly WayOut[] {
  return kind === 'wait' ? anywhere : [...anywhere, controlD];
}

export interface PipedWayOut {
  readonly name: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  readonly exitCode: 130 | 143;
}

export const pipedWaysOut: readonly PipedWayOut[] = [
  { name: 'SIGINT', exitCode: 130 },
  { name: 'SIGTERM', exitCode: 143 },
  { name: 'SIGHUP', exitCode: 143 },
];
