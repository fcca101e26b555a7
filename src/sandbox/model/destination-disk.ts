/** Of a dedicated cluster, unless its scenario says otherwise, in GB of 10^9 bytes; each shard has as much. */
const destinationDiskGB = 80;

export function dedicatedDiskGB({
  diskSizeGB = destinationDiskGB,
}: {
  readonly diskSizeGB?: number | undefined;
}): number {
  return diskSizeGB;
}
