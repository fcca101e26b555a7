import { link } from './link/stage.ts';
import { provision } from './provision/stage.ts';
import { start } from './start/stage.ts';

/** The stages of a live migration, in order. */
export const stages = [link, provision, start] as const;
