import type { ServiceName } from './service-name.ts';
import { adviceForTls } from './tls-advice.ts';
import type { TlsProblemKind } from './tls-problem.ts';

export interface Failure {
  readonly service: ServiceName;
  /** Of the answer; absent where none came. */
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  /** Of the connection, such as ECONNREFUSED. */
  readonly networkCode?: string | undefined;
  /** What is wrong with the TLS of the connection. */
  readonly tls?: TlsProblemKind | undefined;
  /** The path of the CA file that was named for this service. */
  readonly caFile?: string | undefined;
  readonly detail?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

interface Advice {
  readonly codes?: readonly string[];
  readonly when?: (failure: Failure) => boolean;
  readonly fix: string | ((failure: Failure) => string);
}

const notOnAccessList: readonly string[] = ['IP_ADDRESS_NOT_ON_ACCESS_LIST', 'IP_ADDRESS_NOT_ON_WHITELIST'];
const wantsAccessList: readonly string[] = [
  'ORG_REQUIRES_ACCESS_LIST',
  'ORG_REQUIRES_WHITELIST',
  'RESOURCE_REQUIRES_WHITELIST',
];

/** Whether a service refuses the address that a request comes from, and not its credentials. */
export function isAddressRefusal(errorCode = ''): boolean {
  return notOnAccessList.includes(errorCode) || wantsAccessList.includes(errorCode);
}

/** What Atlas answers to a second migration is not published (API notes 11); whatever it is called, it says so. */
export function isOtherMigration(status: number | undefined, errorCode = ''): boolean {
  return status === 409 && /LIVE_(MIGRATION|IMPORT).*(RUNNING|ALREADY|EXIST|IN_PROGRESS)/.test(errorCode);
}

/** The first entry that fits gives the advice: the special before the general. Sources: Atlas API notes 3, manager API notes 5. */
const table: readonly Advice[] = [
  {
    codes: notOnAccessList,
    fix: (failure) =>
      `Add ${addressIn(failure.detail) ?? 'the outside address of this machine'} to the API access list of this key or service account in ${failure.service} (organization, Access Manager), then run the same command again.`,
  },
  {
    codes: wantsAccessList,
    fix: (failure) =>
      `The organization requires an API access list: give this key or service account one in ${failure.service} that holds ${addressIn(failure.detail) ?? 'the outside address of this machine'}.`,
  },
  {
    codes: ['NOT_ATLAS_GROUP', 'NOT_ATLAS_ORG'],
    fix: 'This id belongs to Cloud Manager, the source. Give the Atlas organization and project with --atlas-org and --atlas-project.',
  },
  {
    codes: ['ATLAS_GROUP', 'ATLAS_ORG', 'EXPECTED_NON_ATLAS_ORG', 'EXPECTED_NON_ATLAS_GROUP'],
    fix: 'This id belongs to Atlas, the destination. Give the source organization and project with --source-org and --source-project.',
  },
  {
    codes: ['VERSION_GONE', 'INVALID_VERSION_DATE'],
    fix: 'Atlas no longer serves the API version that this release of livemig speaks: update livemig.',
  },
  {
    when: ({ status }) => status === 406,
    fix: 'The server does not know the API version that livemig speaks: check the address, then update livemig.',
  },
  {
    codes: ['CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API'],
    fix: 'A live migration needs a dedicated destination cluster (M10 or larger); Flex cannot be one. Upgrade it or choose another with --destination-cluster.',
  },
  {
    codes: ['CLUSTER_NOT_FOUND', 'INVALID_CLUSTER_ID'],
    fix: ({ service }) =>
      service === 'Atlas'
        ? 'Check --destination-cluster and --atlas-project: names are case-sensitive, and the cluster must be in that project.'
        : 'Check --source-cluster and --source-project.',
  },
  {
    codes: ['GROUP_NOT_FOUND', 'INVALID_GROUP_ID', 'GROUP_NAME_NOT_FOUND'],
    fix: ({ service }) =>
      service === 'Atlas'
        ? 'Check --atlas-project, and that the credentials belong to the organization that holds it.'
        : 'Check --source-project, and that the credentials belong to the organization that holds it.',
  },
  {
    codes: ['ORG_NOT_FOUND', 'INVALID_ORG_ID'],
    fix: ({ service }) =>
      `Check ${service === 'Atlas' ? '--atlas-org' : '--source-org'}, and that the credentials belong to that organization.`,
  },
  {
    codes: ['CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK'],
    fix: 'A live migration of the projects that Atlas names still uses the link. Let it end, then remove the link.',
  },
  {
    codes: ['CANNOT_MODIFY_CLUSTER_WITH_RUNNING_LIVE_IMPORT'],
    fix: 'A live migration runs on this cluster; change it after the migration has ended.',
  },
  {
    when: ({ status, errorCode }) => isOtherMigration(status, errorCode),
    fix: "Look at the destination cluster's card in Atlas, and into the other directories that livemig was used in, for the migration that the message is about. It may be somebody's, and running: do not clear anything because of it.",
  },
  {
    codes: [
      'NO_FREE_TIER_API',
      'FEATURE_UNSUPPORTED',
      'UNSUPPORTED_FOR_CURRENT_PLAN',
      'UNSUPPORTED_FOR_CURRENT_CONFIG',
    ],
    fix: ({ service }) =>
      `The plan of this organization does not include this in ${service}: look at its plan and support entitlement.`,
  },
  {
    codes: ['ACCOUNT_SUSPENDED', 'NO_PAYMENT_INFORMATION_FOUND'],
    fix: 'The account is suspended or has no payment method: settle that in the web console (Billing).',
  },
  {
    codes: ['WRITES_NOT_ALLOWED_DURING_APP_UPGRADES'],
    fix: 'The service is being upgraded. Run the same command again in a few minutes.',
  },
  {
    codes: ['invalid_client', 'invalid_grant', 'access_denied'],
    fix: ({ service }) =>
      `Check the client id and the secret of the ${service} service account: a wrong pair, an expired secret and a deleted account look the same.`,
  },
  {
    when: ({ status }) => status === 407,
    fix: 'The proxy between here and the server asks for its own login: put it into HTTPS_PROXY, or name the host in NO_PROXY.',
  },
  { when: ({ status }) => status === 401 || status === 403, fix: notAllowed },
  {
    when: ({ status }) => status === 404,
    fix: ({ service }) => `Check the ids and names, and the address of ${service}.`,
  },
  {
    when: ({ status }) => status === 429,
    fix: ({ retryAfterSeconds = 60 }) =>
      `Too many requests for now. Wait ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}, then run the same command again; what has been done is not done twice.`,
  },
  {
    when: ({ status }) => status !== undefined && status >= 500 && status < 600,
    fix: ({ service }) =>
      `The problem lies with ${service} or a proxy in front of it. Run the same command again later; what has been done is not done twice.`,
  },
  {
    when: ({ status }) => isRedirect(status),
    fix: ({ service }) =>
      `Give the address that ${service} redirects to; livemig follows no redirect, so that no credentials go to a host that nobody named.`,
  },
  {
    when: ({ status }) => status !== undefined && (status < 400 || status >= 600),
    fix: ({ service }) =>
      `No API answers like that: check the address of ${service}, and what stands in front of it (proxy, load balancer).`,
  },
  // Those two are nginx's words for its statuses 496 and 497, which it sends as 400 (ngx_http_special_response.c).
  {
    when: ({ status, detail = '' }) => status === 400 && /SSL certificate/.test(detail),
    fix: ({ service, caFile }) => adviceForTls('client-certificate', service, caFile),
  },
  {
    when: ({ status, detail = '' }) => status === 400 && /HTTP request was sent to HTTPS port/.test(detail),
    fix: ({ service }) => `The port speaks TLS: begin the address of ${service} with https.`,
  },
  {
    when: ({ status }) => status !== undefined && status >= 400,
    fix: 'Change what the message names. If it names nothing that you gave, please report it.',
  },
  {
    when: ({ tls }) => tls !== undefined,
    fix: ({ tls = 'handshake', service, caFile }) => adviceForTls(tls, service, caFile),
  },
  {
    codes: ['ECONNREFUSED'],
    fix: ({ service }) => `Nothing listens there: check host and port of ${service}, and that it runs.`,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    fix: 'The host name cannot be resolved from here: check its spelling, DNS, and whether a proxy (HTTPS_PROXY) is needed.',
  },
  {
    when: ({ networkCode = '' }) => networkCode.startsWith('HPE_'),
    fix: ({ service }) =>
      `What answered does not speak HTTP: check the address of ${service}, and what stands in front of it (proxy, load balancer).`,
  },
  {
    when: () => true,
    fix: 'Check the network between here and the server (firewall, proxy, VPN), then run the same command again.',
  },
];

/** The statuses that lead elsewhere (RFC 9110, 15.4); 304 and others do not. */
export function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

/** What to change after a request that was not answered as hoped. */
export function adviceForFailure(failure: Failure): string {
  const fix = table.find((advice) => fits(advice, failure))?.fix ?? '';
  return typeof fix === 'string' ? fix : fix(failure);
}

function fits({ codes, when }: Advice, failure: Failure): boolean {
  const code = failure.errorCode ?? failure.networkCode ?? '';
  return codes === undefined ? when?.(failure) === true : codes.includes(code);
}

/** A wrong key, a missing role and another organization's key get the same answer (Atlas API notes, sections 2 and 3). */
function notAllowed({ service }: Failure): string {
  const prefix = service === 'Atlas' ? 'LIVEMIG_ATLAS' : 'LIVEMIG_MANAGER';
  return (
    `${service} gives the same answer in several cases: the key is wrong (check ${prefix}_PUBLIC_KEY and ${prefix}_PRIVATE_KEY, or the service account), ` +
    'it lacks the role Organization Owner, or it belongs to the wrong organization or project.'
  );
}

function addressIn(detail: string | undefined): string | undefined {
  return /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}\b/i.exec(detail ?? '')?.[0];
}
