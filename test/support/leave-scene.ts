import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inputs } from '../../src/stages/inputs.ts';
import { commands, type Journey, stepsIn } from './journey.ts';
import { startLivemig } from './livemig-process.ts';
import { planQuestion, type Scene } from './scenes.ts';
import { startTerminalSession, type TerminalSession } from './terminal-session.ts';
import type { PipedWayOut, WayOut } from './ways-out.ts';

/** Goes to a scene on a terminal, leaves it, and looks at what is left: the screen, the journal, the lock. */
export async function leave(journey: Journey, scene: Scene, way: WayOut): Promise<void> {
  const session = open(journey, scene);
  try {
    await reach(session, scene);
    way.take(session);
    await checkEnd(session, scene, way);
    checkFiles(journey, scene);
  } finally {
    await session.close();
  }
}

function open({ env, place, directory }: Journey, { args, without = [], env: different }: Scene): TerminalSession {
  const variables = Object.entries({ LIVEMIG_MANAGER_IPS: '203.0.113.7', ...env, ...different });
  return startTerminalSession([...args, '--dir', directory], {
    directory: place,
    env: Object.fromEntries(variables.filter(([name]) => !without.includes(name))),
    // Wide enough for every question to stand on one line.
    columns: 240,
  });
}

/** Answers what is asked on the way, which depends on what earlier runs have left to do. */
async function reach(session: TerminalSession, { shows, answers }: Scene): Promise<void> {
  const open = new Map(Object.entries({ ...onTheWay, ...answers }));
  open.delete(shows);
  for (;;) {
    const isShown = (text: string) => session.screen().some((line) => line.includes(text));
    await session.waitFor(() => isShown(shows) || [...open.keys()].some(isShown));
    if (isShown(shows)) return;
    const [question = ''] = [...open.keys()].filter(isShown);
    await session.type(open.get(question) ?? '');
    open.delete(question);
  }
}

/** Each stage shows its plan before its first change; a person's word is asked for in each run. */
const onTheWay = { [planQuestion]: '\r', [`? ${inputs.acceptMigrationAgreement.title}`]: 'y\r' };

async function checkEnd(session: TerminalSession, { args }: Scene, { exitCode }: WayOut): Promise<void> {
  const end = await session.waitForEnd();
  expect(session.scrollback().join('\n')).not.toMatch(/^\s+at .+:\d+|\bBUG\b|Unhandled|undefined/m);
  expect(end.exitCode).toBe(exitCode);
  // Without its window there is no screen any more.
  if (exitCode === null) return;
  expect(session.isCursorHidden()).toBe(false);
  // Also with what a person has typed, which nothing remembers.
  const next = ['Next: livemig', ...args, '--dir'].join(' ');
  expect(session.screen().at(-1)).toContain(next);
}

/** At a question nothing is under way; in a wait only what is waited for. */
function checkFiles({ directory }: Journey, { held: [step, state] = ['', undefined] }: Scene): void {
  expect(existsSync(join(directory, 'lock'))).toBe(false);
  const underWay = Object.entries(stepsIn(directory)).filter(([, other]) => other !== 'done');
  expect(underWay).toEqual(state === undefined ? [] : [[step, state]]);
}

/** The same without a terminal, in a wait: there is nobody to be asked. */
export async function leavePiped(journey: Journey, scene: Scene, { name, exitCode }: PipedWayOut): Promise<void> {
  const [step, state] = scene.held ?? [];
  const command = commands.find(([other]) => other === scene.args[0]) ?? scene.args;
  const livemig = startLivemig(journey.withFlags(command), { ...journey.env, ...scene.env }, journey.place);
  const isThere = state === 'started' ? 'running' : 'waiting';
  await livemig.until((event) => event.type === 'step' && event.step === step && event.state === isThere);
  livemig.child.kill(name);
  expect(await livemig.ended).toEqual({ exitCode, signal: null, stderr: '' });
  expect(livemig.events.at(-1)).toMatchObject({ type: 'result', status: 'interrupted', exitCode });
  checkFiles(journey, scene);
}
