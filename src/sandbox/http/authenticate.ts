import { covers } from '../model/access-list.ts';
import type { Identity } from '../scenario/scenario.ts';
import type { DigestGate } from './digest.ts';
import { Refusal } from './refusal.ts';
import type { ServiceAccounts } from './service-accounts.ts';

export interface Caller {
  readonly method: string;
  /** Path and query as they came. */
  readonly uri: string;
  readonly authorization: string | undefined;
  readonly address: string;
}

export interface Doors {
  /** Of this moment: calls make and change them. */
  identities(): readonly Identity[];
  /** Told of each caller that comes in. */
  entered(identity: Identity, address: string): void;
  readonly digest: DigestGate;
  readonly serviceAccounts: ServiceAccounts;
}

/** Says who calls; refuses with the services' own 401 and 403 (API notes, sections 2 and 3). */
export function authenticate(doors: Doors, caller: Caller): Identity {
  const identity = identify(doors, caller);
  const { accessList } = identity;
  if (accessList !== undefined && !covers(accessList, caller.address)) {
    const detail = `IP address ${caller.address} is not allowed to access this resource.`;
    throw new Refusal(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST', detail, [caller.address]);
  }
  doors.entered(identity, caller.address);
  return identity;
}

function identify({ identities, digest, serviceAccounts }: Doors, caller: Caller): Identity {
  const { authorization = '' } = caller;
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (bearer !== undefined) {
    const holder = serviceAccounts.holderOf(bearer);
    if (holder === undefined) throw unauthorized('Bearer error="invalid_token"');
    return holder;
  }
  if (!/^Digest\s/i.test(authorization)) throw unauthorized(digest.challenge(false));
  const keys = new Map(identities().flatMap((one) => (one.kind === 'api-key' ? [[one.publicKey, one]] : [])));
  const verdict = digest.check({ ...caller, authorization }, (user) => keys.get(user)?.privateKey);
  const key = verdict.user === undefined ? undefined : keys.get(verdict.user);
  if (key === undefined) throw unauthorized(digest.challenge(verdict.user === undefined && verdict.stale));
  return key;
}

/** Wrong keys and missing keys look the same, and the errorCode is not one of authentication. */
function unauthorized(challenge: string): Refusal {
  return new Refusal(401, 'UNEXPECTED_ERROR', 'You are not authorized for this resource.', undefined, {
    'WWW-Authenticate': challenge,
  });
}
