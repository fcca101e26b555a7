/** Where random cases begin, and how many times as many as usual are tried: a nightly run takes others than a change's. */
export const lawSeed = wholeNumber('LIVEMIG_LAW_SEED');
export const lawRuns = wholeNumber('LIVEMIG_LAW_RUNS');

/** From one case that is tried to the next: `byDay` where a change is tested, and every case where more than usual is. */
export function stride(byDay: number): number {
  return lawRuns > 1 ? 1 : byDay;
}

function wholeNumber(name: string): number {
  const text = process.env[name] ?? '1';
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} is ${text}, and has to be a whole number from 1.`);
  return Number(text);
}
