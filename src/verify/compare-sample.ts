import type { DocumentsOf, SampledSide } from '../core/verification/hashed-side.ts';
import type { Sides } from './prove-sides.ts';
import { confidenceOf, type SampleGoal, sampleSize } from './sample-size.ts';

interface SampledSides<Part> extends Sides<SampledSide<Part>> {
  readonly documents: DocumentsOf<Part>;
}

/** What was drawn from one side. */
interface Drawn {
  readonly wanted: number;
  /** Different ones; a server may give one twice. */
  readonly drawn: number;
  /** That at most the goal's share differs of this side's documents, if none of those drawn does. */
  readonly confidence: number;
}

/** Documents whose bytes are asked for at a time. */
const atOnce = 1_000;

/**
 * Compares documents that the servers choose: of the source, which finds what is missing and what differs, and of the
 * destination, which finds what is extra.
 *
 * @param counts how many documents there are, which says what the sample proves
 */
export async function compareSample<Part>(
  sides: SampledSides<Part>,
  part: Part,
  counts: Sides<number>,
  goal: SampleGoal,
): Promise<Sides<Drawn>> {
  const draw = async (side: keyof Sides<unknown>) => {
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
  side: keyof Sides<unknown>,
  wanted: number,
): Promise<number> {
  const ids = new Map<string, Uint8Array>();
  for await (const id of sides[side].sample(part, wanted)) ids.set(Buffer.from(id).toString('latin1'), id);
  const all = [...ids.values()].map((id) => ({ id }));
  for (let at = 0; at < all.length; at += atOnce) await sides.documents.byIds(part, all.slice(at, at + atOnce));
  return all.length;
}
