import type { StatusDetail } from '../faults/request-fault.ts';
import type { DigestGate } from './digest.ts';
import { Refusal } from './refusal.ts';

/** The errorCode that the services give with a status, where they document one (API notes, sections 2 to 4). */
const errorCodes: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  402: 'NO_PAYMENT_INFORMATION_FOUND',
  403: 'IP_ADDRESS_NOT_ON_ACCESS_LIST',
  404: 'RESOURCE_NOT_FOUND',
  405: 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES',
  409: 'CANNOT_MODIFY_CLUSTER_WITH_RUNNING_LIVE_IMPORT',
  410: 'VERSION_GONE',
  429: 'RATE_LIMITED_TOKEN_BUCKET',
};

/** A refusal as the service would give it, for a request that is to go wrong. */
export function plannedRefusal(
  status: number,
  detail: StatusDetail | undefined,
  digest: DigestGate,
  path: string,
): Refusal {
  const errorCode = detail !== undefined && 'errorCode' in detail ? detail.errorCode : usualCode(status, path);
  const isLogin = status === 401 && errorCode === 'UNEXPECTED_ERROR';
  const wait = detail !== undefined && 'retryAfterSeconds' in detail ? detail.retryAfterSeconds : undefined;
  const headers = {
    ...(isLogin ? { 'WWW-Authenticate': digest.challenge(false) } : {}),
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
  };
  const text = isLogin ? 'You are not authorized for this resource.' : `The sandbox was told to answer ${status}.`;
  const parameters = errorCode === 'RATE_LIMITED_TOKEN_BUCKET' ? [path, wait ?? 60, 1200, 500, 60] : [];
  return new Refusal(status, errorCode, text, parameters, headers);
}

/** The manager's limits have another code than Atlas' (Ops Manager notes, section 5). */
function usualCode(status: number, path: string): string {
  if (status === 429 && path.startsWith('/api/public/')) return 'RATE_LIMITED';
  return errorCodes[status] ?? 'UNEXPECTED_ERROR';
}

/** The password was right, and the nonce is not good any more (RFC 7616, section 3.3). */
export function staleNonce(digest: DigestGate): Refusal {
  return new Refusal(401, 'UNEXPECTED_ERROR', 'You are not authorized for this resource.', [], {
    'WWW-Authenticate': digest.challenge(true),
  });
}
