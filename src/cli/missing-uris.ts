import type { Values } from '../stages/values.ts';

/** The variables without which source and destination cannot be compared. */
export function missingUris({ sourceUri, destinationUri }: Values): string[] {
  return [
    ...(sourceUri === undefined ? ['LIVEMIG_SOURCE_URI'] : []),
    ...(destinationUri === undefined ? ['LIVEMIG_DESTINATION_URI'] : []),
  ];
}
