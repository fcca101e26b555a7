import type { SideIdentity } from './verification/side.ts';

/** By what a deployment is told from another one, as far as its user may see that. */
type Seen = Pick<SideIdentity, 'setName' | 'id' | 'hosts'>;

/**
 * Whether these are certainly two deployments. The ids decide where both are known: hosts and names move. Otherwise a host
 * in common makes them one, and none makes them two.
 */
export function isOtherSource(one: Seen, other: Seen): boolean {
  if (one.id !== undefined && other.id !== undefined) return one.id !== other.id;
  if (one.hosts.length > 0 && other.hosts.length > 0) return !one.hosts.some((host) => other.hosts.includes(host));
  return one.setName !== undefined && other.setName !== undefined && one.setName !== other.setName;
}

/** `rs-billing (db1.corp.example:27017, …)`, for a message. */
export function sourceText({ setName, hosts }: Seen): string {
  const [first, ...more] = hosts;
  const where = first === undefined ? '' : `${first}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  if (setName === undefined) return where === '' ? 'a deployment without a name' : where;
  return where === '' ? setName : `${setName} (${where})`;
}
