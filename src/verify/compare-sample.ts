import type { DocumentsOf, SampledSide } from '../core/verification/hashed-side.ts';
import { confidenceOf, type SampleGoal, sampleSize } from './sample-size.ts';

export interface SampledSides<Part> {
  readonly source: SampledSide<Part>;
  readonly destination: SampledSide<Part>;
  readonly documents: DocumentsOf<Part>;
}

/** How many documents there are; they say what the sample proves. */
export interface Counts {
  readonly source: number;
  readonly destination: number;
}

/** What was drawn from one side. */
export interface Drawn {
  readonly wanted: number;
  /** Different ones; a server may give one twice. */
  readonly drawn: number;
  /** That at most the goal's share differs of this side's documents, if none of those drawn does. */
  readonly confidence: number;
}

export interface SampledPart {
  readonly source: Drawn;
  readonly destination: Drawn;
}

/** Documents whose bytes are asked for at a time. */
const atOnce = 1_000;

/**
 * Compares documents that the servers choose: of the source, which finds what is missing and what differs, and of the
 * destination, which finds what is extra.
 */
export async function compareSample<Part>(
  sides: SampledSides<Part>,
  part: Part,
  counts: Counts,
  goal: SampleGoal,
): Promise<SampledPart> {
  const draw = async (side: 'source' | 'destination') => {
    const count = counts[side];
    const wanted = sampleSize(count, goal);
    const drawn = wanted === 0 ? 0 : await compareDrawn(sides, part, side, wanted);
    return { wanted, drawn, confidence: confidenceOf(count, drawn, goal.share) };
  };
  const source = await draw('source');
  return { source, destination: await draw('destination') };
}

async function compareDrawn<Part>(
  sides: SampledSides<Part>,
  part: Part,
  side: 'source' | 'destination',
  wanted: number,
): Promise<number> {
  const ids = new Map<string, Uint8Array>();
  for await (const id of sides[side].sample(part, wanted)) ids.set(Buffer.from(id).toString('latin1'), id);
  const all = [...ids.values()].map((id) => ({ id }));
  for (let at = 0; at < all.length; at += atOnce) await sides.documents.byIds(part, all.slice(at, at + atOnce));
  return all.length;
}
