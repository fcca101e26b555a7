/**
 * How many workers a verification has where nobody says: one core is left to whoever else is on the machine, more than
 * four readers are much for a cluster that is in use, and with few cores threads only take them from each other.
 *
 * @param cores as `os.availableParallelism()` tells them
 */
export function usualWorkers(cores: number): number {
  return cores < 4 ? 1 : Math.min(4, cores - 1);
}
