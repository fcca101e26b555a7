import { Chalk } from 'chalk';
import { createFollowScreen } from '../../src/terminal/follow-screen.ts';
import { createLiveBlock } from '../../src/terminal/live-block.ts';
import { createStyle } from '../../src/terminal/style.ts';

const times = 2_000;

/** Milliseconds of processor time that one redraw takes of a screen that shows a copy, 100 columns by 30 lines. */
export function redrawMs() {
  const style = createStyle({ colorLevel: new Chalk({ level: 1 }).level, alphabet: 'unicode', width: () => 100 });
  const block = createLiveBlock({ write: () => true, columns: () => 100 });
  let draw = () => {};
  const every = (_, call) => {
    draw = call;
    return () => {};
  };
  const now = () => new Date('2026-11-26T09:00:00Z');
  const screen = createFollowScreen({ style, block, columns: () => 100, rows: () => 30, now, every });
  if (!screen.show(copying)) throw new Error('nothing is shown');
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) draw();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

const at = '2026-11-26T08:59:57.000Z';
const copying = {
  type: 'step',
  time: at,
  step: 'start.synchronize',
  title: 'Copy and follow until ready for cutover',
  state: 'waiting',
  detail: 'copying',
  details: {
    status: 'WORKING',
    readyForCutover: false,
    lagSeconds: null,
    following: {
      phase: 'copying',
      source: { bytes: 712e9, documents: 4e8 },
      copied: { bytes: 412e9, documents: 2e8 },
      share: 0.58,
      bytesPerSecond: 58e6,
      left: { likelyMs: 5e6, earliestMs: 4e6, latestMs: 7e6, because: '300 GB at 58 MB/s over the last hour' },
      recentLags: Array.from({ length: 30 }, (_, index) => index),
      oplog: { windowMs: 1e8, neededMs: 5e7, isShort: false },
      clocks: { answer: at, change: at, progress: at },
    },
  },
};
