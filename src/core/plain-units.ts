const sizes = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `700 MiB`, `1.5 TiB`; below a KiB in bytes. */
export function sizeText(bytes: number): string {
  const power = Math.min(sizes.length, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const unit = sizes[power - 1];
  if (unit === undefined) return `${bytes} bytes`;
  const amount = bytes / 1024 ** power;
  return `${amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount)} ${unit}`;
}

/** The two largest units of a duration in milliseconds: `20 s`, `12 min`, `3 h 5 min`, `4 d 11 h`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    { amount: Math.floor(seconds / 86_400), unit: 'd' },
    { amount: Math.floor(seconds / 3_600) % 24, unit: 'h' },
    { amount: Math.floor(seconds / 60) % 60, unit: 'min' },
    { amount: seconds % 60, unit: 's' },
  ];
  const first = parts.findIndex(({ amount }) => amount > 0);
  if (first < 0) return '0 s';
  // Nobody wants to know the seconds of hours, or of minutes.
  const shown = parts.slice(first, first >= 2 ? first + 1 : first + 2).filter(({ amount }) => amount > 0);
  return shown.map(({ amount, unit }) => `${amount} ${unit}`).join(' ');
}

/** `2026-11-28 09:00:00 UTC`, of a time in ISO 8601 and UTC. */
export function momentText(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`;
}

/** `1 document`, `412,118,204 documents`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** `412,118,204`. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}
