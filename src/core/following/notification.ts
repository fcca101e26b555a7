import { z } from 'zod';
import { harmless } from '../harmless.ts';
import { type Happening, HappeningName } from './happening.ts';

/** What a webhook and a command get, as JSON. It is a contract: fields are added, never renamed or removed. */
export const Notification = z.object({
  /** The same each time that the same is told, so that whoever gets it twice can tell. */
  id: z.string(),
  event: HappeningName,
  migrationId: z.string(),
  /** The destination cluster. */
  destination: z.string(),
  message: z.string(),
  /** ISO 8601, UTC: when livemig saw it. */
  time: z.iso.datetime(),
  /** Migration and message as Slack and what imitates it show them. */
  text: z.string(),
});
export type Notification = z.infer<typeof Notification>;

export function notificationOf({ id, name, migrationId, destination, message, at }: Happening): Notification {
  const said = harmless(message);
  const text = slackText(`livemig, ${destination}: ${said}`);
  return { id, event: name, migrationId, destination, message: said, time: at, text };
}

/**
 * Slack reads `<!channel>` and links between angle brackets; it wants these three characters written so
 * (docs.slack.dev/messaging/formatting-message-text, "Escaping text").
 */
function slackText(text: string): string {
  return harmless(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
