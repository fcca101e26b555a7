import { majorOf, type Release } from './server-facts.ts';

/**
 * Where each major version can go (domain notes, rules V01, V05 and V06). To 6.0 is listed where the published pages
 * contradict each other (V04); a sandbox that refused it would refuse what one of them allows.
 */
const destinations: Readonly<Record<number, readonly number[]>> = { 5: [6, 7], 6: [6, 7, 8], 7: [7, 8], 8: [8] };

/** The lowest feature compatibility version by major version (rule V03). */
const leastFeature: Readonly<Record<number, string>> = { 5: '5.0', 6: '6.0', 7: '6.0', 8: '8.0' };

/** What the two servers' versions say against a migration; `undefined` where nothing does. */
export function versionObjection(source: Release, destination: Release): string | undefined {
  return (
    pairObjection(source, destination) ??
    featureObjection('source', source) ??
    featureObjection('destination', destination)
  );
}

function pairObjection(source: Release, destination: Release): string | undefined {
  const [from, to] = [majorOf(source.version), majorOf(destination.version)];
  const rapid = isRapid(source) ? source : isRapid(destination) ? destination : undefined;
  if (rapid !== undefined) {
    const side = rapid === source ? 'source' : 'destination';
    return `The ${side} runs MongoDB ${rapid.version}, a rapid release; only major versions such as ${majorOf(rapid.version)}.0 can be migrated.`;
  }
  if (from > to) {
    return `The destination runs MongoDB ${destination.version}, which is older than the source's ${source.version}.`;
  }
  if (destinations[from]?.includes(to) === true) return undefined;
  return `A migration from MongoDB ${source.version} to ${destination.version} is not supported.`;
}

/** Up to 4.4, every second minor version was a major release. */
function isRapid({ version }: Release): boolean {
  return majorOf(version) >= 5 && !/^\d+\.0\./.test(version);
}

function featureObjection(name: string, { version, featureVersion, isChanging }: Release): string | undefined {
  const subject = `The feature compatibility version of the ${name}`;
  if (isChanging) return `${subject} is being changed; it must not change before or during a migration.`;
  const least = leastFeature[majorOf(version)];
  if (featureVersion === undefined || least === undefined || Number(featureVersion) >= Number(least)) return undefined;
  return `${subject}, which runs MongoDB ${version}, is ${featureVersion}; it must be at least ${least}.`;
}
