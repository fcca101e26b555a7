import type { Sides } from '../prove-sides.ts';
import type { CappedLimit } from './namespace-work.ts';
import type { Pairing, Suspects } from './pair-documents.ts';
import type { Suspect } from './waiting.ts';

/**
 * Tells which suspects of a capped collection have rolled off the other side: the oldest ones of one side, before all
 * that both sides have, where the other side has no older ones of its own, and is as full as it may be.
 */
export function rolledOff(capped: Sides<CappedLimit> | undefined, { source, destination }: Suspects, pairing: Pairing) {
  return (side: 'source' | 'destination', { place, size }: Suspect): boolean => {
    if (capped === undefined) return false;
    const other = side === 'source' ? 'destination' : 'source';
    const first = pairing.firstPaired;
    const others = side === 'source' ? destination : source;
    if (place >= first[side] || others.some((one) => one.place < first[other])) return false;
    // The server deletes the oldest until what is left fits, so one more of them would not have.
    const { documents, documentBytes } = pairing[other];
    const limit = capped[other];
    return documentBytes + size > limit.bytes || documents >= (limit.documents ?? Number.POSITIVE_INFINITY);
  };
}
