import { z } from 'zod';
import { type Journal, receiptOf } from '../../core/journal.ts';
import { momentText } from '../../core/plain-units.ts';
import { Downtime } from '../../core/way-back/downtime.ts';
import { SeenComplete } from '../../core/way-back/seen-complete.ts';

/** `requestedBy` is absent in what older versions wrote; `downtime` and `seenComplete` are there once the migration was seen COMPLETE. */
export const CutoverReceipt = z.object({
  requestedAt: z.iso.datetime(),
  requestedBy: z.string().exactOptional(),
  downtime: Downtime.exactOptional(),
  seenComplete: SeenComplete.exactOptional(),
});
export type CutoverReceipt = z.infer<typeof CutoverReceipt>;

/** The step of the cutover as the journal knows it, for those that the step itself needs. */
export const cutoverRecord = { id: 'start.cut-over', receipt: CutoverReceipt } as const;

/** That this journal has asked Atlas to cut over; `sent` where no answer is known: it may be on its way, or was lost. */
export interface CutoverRequest {
  readonly state: 'requested' | 'sent';
  readonly at: string;
  readonly by: string | undefined;
}

/** What the journal says of the cutover; `undefined` where nothing was ever asked for. */
export function cutoverRequest(journal: Journal): CutoverRequest | undefined {
  const record = journal.steps[cutoverRecord.id];
  if (record === undefined) return undefined;
  const receipt = receiptOf(journal, cutoverRecord);
  if (receipt !== undefined) return { state: 'requested', at: receipt.requestedAt, by: receipt.requestedBy };
  return { state: record.state === 'started' ? 'sent' : 'requested', at: record.startedAt, by: undefined };
}

/** Named for what it is: nobody may take it for the state before. */
export function requestText({ state, at, by }: CutoverRequest): string {
  const what = state === 'sent' ? 'cutover requested, with no answer known,' : 'cutover requested';
  return `${what} ${momentText(at)}${by === undefined ? '' : ` by ${by}`}; it cannot be undone`;
}

export function requestDetails({ at, by }: CutoverRequest) {
  return { cutoverRequestedAt: at, ...(by === undefined ? {} : { cutoverRequestedBy: by }) };
}
