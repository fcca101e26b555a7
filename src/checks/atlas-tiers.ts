/**
 * GB of memory by tier: Atlas docs, "Cluster Configuration Options", read in September 2026. The low-CPU tiers (R) have
 * that of the M of their number, but for the largest; so have NVMe and the second generation.
 */
const memoryGB: Readonly<Record<string, number>> = {
  '10': 2,
  '20': 4,
  '30': 8,
  '40': 16,
  '50': 32,
  '60': 64,
  '80': 128,
  '140': 192,
  '200': 256,
  '300': 384,
};

/** `40` of `M40`, `R40` and `M40_NVME`; `undefined` for what is no dedicated tier. */
export function tierNumber(tier: string): number | undefined {
  const found = /^[MR](\d+)(?:_|$)/.exec(tier)?.[1];
  const number = found === undefined ? undefined : Number(found);
  return number === undefined || number < 10 ? undefined : number;
}

/** Not known for tiers that are not in the table. */
export function tierMemoryGB(tier: string): number | undefined {
  return memoryGB[String(tierNumber(tier))];
}
