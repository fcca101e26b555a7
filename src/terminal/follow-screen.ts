import type { StepEvent } from '../core/events.ts';
import type { Following } from '../core/following/following.ts';
import type { MigrationNames } from '../core/ports.ts';
import { MigrationDetails } from '../core/results/migration-details.ts';
import { type Followed, followFrame } from './follow-frame.ts';
import { type Page, pages } from './follow-pages.ts';
import type { Keyboard } from './keyboard.ts';
import type { LiveBlock } from './live-block.ts';
import type { Style } from './style.ts';

/** The screen of a migration that is followed. */
export interface FollowScreen {
  /** Whose screen it is, from now on. */
  name(names: MigrationNames): void;
  /** Shows what a step waits for; false where that is no migration that is followed. */
  show(event: StepEvent): boolean;
  /** Leaves the last screen as plain text, and goes on below. */
  end(): void;
}

export interface FollowScreenOptions {
  readonly style: Style;
  readonly block: LiveBlock;
  readonly columns: () => number;
  readonly rows: () => number;
  /** By the clock of the looks, which a person may set. */
  readonly now: () => Date;
  /** Calls back again and again until what it returns is called. */
  readonly every: (ms: number, call: () => void) => () => void;
  /** Absent where nobody sits at it. */
  readonly keyboard?: Keyboard | undefined;
  /** Ends the run, and leaves what is followed to go on, as `whatGoesOn` says. */
  readonly leave: (whatGoesOn: string) => void;
}

/** How long ago something was is shown in seconds. */
const redrawMs = 1_000;

export function createFollowScreen(options: FollowScreenOptions): FollowScreen {
  const { style, block, columns, rows, now, every, keyboard, leave } = options;
  let names: MigrationNames | undefined;
  let followed: Followed | undefined;
  let page: Page | undefined;
  let stop: (() => void) | undefined;
  const drawn = (room: { readonly hasKeys: boolean; readonly page: Page | undefined }) => {
    // The last line of the window is the cursor's.
    const place = { columns: columns(), rows: rows() - 1, ...room };
    if (followed !== undefined) block.draw(followFrame(style, followed, now(), place));
  };
  const draw = () => drawn({ hasKeys: keyboard !== undefined, page });
  const onKey = (key: string) => {
    if (key === 'q') return leave(names?.whenLeft() ?? '');
    const asked = pageOf(key);
    if (asked === undefined && key !== 'escape') return;
    page = asked === page ? undefined : asked;
    draw();
  };
  const begin = () => {
    const stopDrawing = every(redrawMs, draw);
    const stopHearing = keyboard?.listen({ key: onKey, suspend: block.clear, resume: draw });
    return () => {
      stopDrawing();
      stopHearing?.();
    };
  };
  return {
    name: (given) => {
      names = given;
    },
    show: (event) => {
      const details = MigrationDetails.safeParse(event.details).data;
      if (details?.following === undefined) return false;
      const { following } = details;
      followed = { names, details: { ...details, following }, waitingFor: waitingFor(event, details, following) };
      stop ??= begin();
      draw();
      return true;
    },
    end: () => {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      // What stays is of use without keys.
      drawn({ hasKeys: false, page: undefined });
      [followed, page] = [undefined, undefined];
      block.keep();
    },
  };
}

function pageOf(key: string): Page | undefined {
  return Object.entries(pages).find(([name]) => name === key)?.[1];
}

/** Before it is ready the step says what is in the other lines already. */
function waitingFor(event: StepEvent, { cutoverRequestedAt }: MigrationDetails, { phase }: Following): string {
  if (cutoverRequestedAt !== undefined || phase === 'ready') return event.detail ?? event.title;
  if (phase === 'scheduled') return 'Atlas to begin with what is scheduled';
  if (phase === 'copying') return 'the copy to end; then the changes made meanwhile follow';
  return phase === 'following' ? 'Atlas to say that it is ready for the cutover' : (event.detail ?? event.title);
}
