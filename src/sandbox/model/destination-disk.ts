/** Of every dedicated cluster, in GB of 10^9 bytes; each shard has as much. */
export const destinationDiskGB = 80;
