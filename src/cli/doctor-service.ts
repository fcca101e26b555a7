import { type CredentialSide, credentialVariables } from '../core/credentials.ts';
import type { GivenCredentials, HostLook, Looked, ServiceFacts } from '../core/doctor/doctor-facts.ts';
import { missingRole } from '../stages/greet.ts';
import { credentialsAtHand } from './connect-services.ts';
import { after, lookFor } from './doctor-looked.ts';
import type { RunPorts } from './run-ports.ts';

interface AskedService extends Pick<ServiceFacts, 'name' | 'address' | 'caFile'> {
  readonly side: CredentialSide;
}

/** Looks at one API, each part only where the one before it did not fail: one cause is told once. */
export async function lookAtService(service: AskedService, ports: RunPorts): Promise<ServiceFacts> {
  const { name, caFile } = service;
  const proxyThere = await after(service.address, 'address', (url) =>
    lookFor(ports, () => ports.doctor.proxyFor(name, url)),
  );
  // What is wrong with an address shows when the way there is asked for.
  const address = proxyThere.is === 'trouble' ? proxyThere : service.address;
  const host = await after(address, 'address', (url) =>
    after(proxyThere, 'way to it', (proxy) =>
      lookFor(ports, () => {
        const { hostname, port, protocol } = new URL(url);
        const isSecure = protocol === 'https:';
        const own = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isSecure ? 443 : 80)) };
        const tls = (proxy?.secure ?? isSecure) ? { caFile } : undefined;
        return ports.doctor.host(proxy ?? own, tls);
      }),
    ),
  );
  const answer = await after(address, 'address', (url) =>
    after(trusted(host), 'connection', () =>
      lookFor(ports, () => ports.doctor.askUnsigned({ service: name, baseUrl: url, caFile })),
    ),
  );
  const proxy: ServiceFacts['proxy'] =
    proxyThere.is === 'seen'
      ? { is: 'seen', value: proxyThere.value && `${proxyThere.value.host}:${proxyThere.value.port}` }
      : await after(address, 'address', () => proxyThere);
  const greeted = await after(address, 'address', (url) => greet(service, url, answer, ports));
  return {
    ...{ name, caFile, address, proxy, host, answer },
    credentials: greeted.is === 'seen' ? { is: 'seen', value: greeted.value.given } : greeted,
    roles: await after(greeted, 'answer to these credentials', ({ roles }) => roles),
  };
}

/** A connection that nothing can be sent over is none. */
function trusted(host: Looked<HostLook>): Looked<HostLook> {
  if (host.is !== 'seen') return host;
  const { failed, tls } = host.value;
  if (failed === undefined && tls?.refused === undefined) return host;
  return { is: 'unlooked', because: 'there is no connection' };
}

interface Greeted {
  readonly given: GivenCredentials;
  readonly roles: Looked<readonly string[]>;
}

/** Half a pair is told also where there is no connection. */
async function greet(
  service: AskedService,
  baseUrl: string,
  answer: ServiceFacts['answer'],
  ports: RunPorts,
): Promise<Looked<Greeted>> {
  const { name, side, caFile } = service;
  const found = await lookFor(ports, async () => credentialsAtHand(side, ports));
  if (found.is !== 'seen') return found;
  if (found.value === undefined)
    return { is: 'unlooked', because: `none are set (${variablesOf(side)}), and no profile that is named holds any` };
  const { credentials, variables, origin } = found.value;
  const given: GivenCredentials = { kind: credentials.kind, from: variables.length > 0 ? variables : [origin] };
  const connection = { baseUrl, credentials, onAnswer: () => {}, beforeWrite: refuseWrites };
  return after(answer, `answer of ${name}`, () =>
    lookFor(ports, async () => {
      if (side === 'Atlas') {
        const { apiKey } = await (await ports.connectAtlas(connection)).root();
        return { given, roles: rolesOf((apiKey?.roles ?? []).map(({ roleName }) => roleName)) };
      }
      const kind = name === 'Ops Manager' ? 'ops-manager' : 'cloud-manager';
      await (await ports.connectManager({ ...connection, kind, caFile })).root();
      return { given, roles: { is: 'unlooked', because: `${name} does not tell them` } };
    }),
  );
}

function rolesOf(names: readonly string[]): Looked<readonly string[]> {
  if (names.length === 0) return { is: 'unlooked', because: 'Atlas does not tell those of a service account' };
  const missing = missingRole(names);
  if (missing === undefined) return { is: 'seen', value: [...new Set(names)] };
  return { is: 'trouble', what: missing.message, fix: missing.fix, isOfCredentials: true };
}

/** Ours, which are looked for first. */
function variablesOf(side: CredentialSide): string {
  const pairs = credentialVariables(side).filter(({ names: [id] }) => id.startsWith('LIVEMIG_'));
  return pairs.map(({ names }) => names.join(' and ')).join(', or ');
}

async function refuseWrites(): Promise<void> {
  throw new Error('livemig doctor was about to change something');
}
