import type { HttpAnswer } from './send.ts';

/** The sandbox names in each answer where it tells what Atlas' API does not; docs/sandbox.md says so. */
const header = 'x-livemig-sandbox-state';

/**
 * `undefined` for the real Atlas. A sandbox listens on loopback only, and at the address that was asked, so another one is
 * not believed: it would lead away from the card in Atlas.
 */
export function sandboxStateIn({ headers, host }: Pick<HttpAnswer<unknown>, 'headers' | 'host'>): string | undefined {
  const address = headers[header];
  if (address !== `http://${host}/_sandbox/state`) return undefined;
  return onLoopback.test(host) ? address : undefined;
}

const onLoopback = /^(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;
