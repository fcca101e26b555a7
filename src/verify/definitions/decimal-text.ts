/**
 * A Decimal128 with its very digits and exponent, so that the text is read back as the same bytes (IEEE 754-2008, binary
 * integer significand; bsonspec.org, decimal128).
 */
export function decimalText(view: DataView): string {
  const [low, high] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  const sign = high >> 63n === 1n ? '-' : '';
  const combination = (high >> 58n) & 0x1fn;
  if (combination === 0x1fn) return 'NaN';
  if (combination === 0x1en) return `${sign}Infinity`;
  // With both bits set the significand would be larger than any that is allowed: it counts as zero.
  const isLarge = combination >> 3n === 3n;
  const exponent = Number((high >> (isLarge ? 47n : 49n)) & 0x3fffn) - 6176;
  const digits = isLarge ? 0n : ((high & 0x1_ffff_ffff_ffffn) << 64n) | low;
  return `${sign}${digits}E${exponent < 0 ? '' : '+'}${exponent}`;
}
