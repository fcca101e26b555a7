import { LivemigError } from '../core/errors.ts';
import { momentText } from '../core/plain-units.ts';
import { attemptOf } from '../stages/start/cutover-before.ts';
import { cutoverRequest } from '../stages/start/cutover-request.ts';
import type { World } from '../stages/world.ts';

/**
 * The same error, where the hook that stops the applications has ended well and no cutover was requested: nothing starts them
 * again, and whoever reads why it was not requested is the first who can.
 */
export async function withStopped(error: unknown, { journal, hooks, began }: World): Promise<unknown> {
  if (!(error instanceof LivemigError) || cutoverRequest(journal()) !== undefined) return error;
  const stopping = await hooks.timesOf('before-cutover', attemptOf({ journal, began }));
  if (stopping === undefined) return error;
  return error.retold({
    message: `${error.message} The hook before-cutover ended at ${momentText(stopping.endedAt)}, and livemig undoes nothing of it: applications that it has stopped stay stopped.`,
  });
}
