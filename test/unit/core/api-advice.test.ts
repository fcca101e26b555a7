import { describe, expect, it } from 'vitest';
import { adviceForFailure, isAddressRefusal, isOtherMigration } from '../../../src/core/api-advice.ts';

describe('adviceForFailure', () => {
  it.each([
    [
      'the access list, with the address that the service saw',
      { status: 403, errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST', detail: 'IP address 203.0.113.7 is not allowed.' },
      ['203.0.113.7', 'API access list'],
    ],
    [
      'the older spelling, with an IPv6 address',
      { status: 403, errorCode: 'IP_ADDRESS_NOT_ON_WHITELIST', detail: 'IP address 2001:db8::1 is not allowed.' },
      ['2001:db8::1'],
    ],
    ['no address in the answer', { status: 403, errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' }, ['outside address']],
    ['a key without a list', { status: 403, errorCode: 'ORG_REQUIRES_ACCESS_LIST' }, ['requires an API access list']],
    [
      'wrong key or missing role',
      { status: 401, errorCode: 'UNEXPECTED_ERROR' },
      ['key is wrong', 'role', 'organization'],
    ],
    ['not allowed', { status: 403, errorCode: 'ACCESS_FORBIDDEN' }, ['Organization Owner', 'LIVEMIG_ATLAS_PUBLIC_KEY']],
    ['a service account', { status: 401, errorCode: 'invalid_client' }, ['client id', 'expired']],
    ['source and destination mixed up', { status: 404, errorCode: 'NOT_ATLAS_GROUP' }, ['--atlas-project']],
    ['version gone', { status: 410, errorCode: 'VERSION_GONE' }, ['update livemig']],
    ['version not known', { status: 406 }, ['update livemig']],
    ['flex', { status: 400, errorCode: 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API' }, ['dedicated', 'Flex']],
    ['cluster', { status: 404, errorCode: 'CLUSTER_NOT_FOUND' }, ['--destination-cluster']],
    ['project', { status: 404, errorCode: 'GROUP_NOT_FOUND' }, ['--atlas-project']],
    ['organization', { status: 404, errorCode: 'ORG_NOT_FOUND' }, ['--atlas-org']],
    ['something else missing', { status: 404 }, ['ids and names']],
    [
      'an active link',
      { status: 409, errorCode: 'CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK' },
      ['still uses'],
    ],
    ['too many requests', { status: 429, errorCode: 'RATE_LIMITED_TOKEN_BUCKET' }, ['Wait 60 seconds']],
    ['too many requests, with a figure', { status: 429, retryAfterSeconds: 300 }, ['Wait 300 seconds']],
    ['server trouble', { status: 503 }, ['again later']],
    ['a redirect', { status: 302 }, ['redirects']],
    ['a proxy login', { status: 407 }, ['HTTPS_PROXY']],
    ['a refusal without more', { status: 400, errorCode: 'VALIDATION_ERROR' }, ['message names']],
    ['refused', { networkCode: 'ECONNREFUSED' }, ['Nothing listens']],
    ['unknown name', { networkCode: 'ENOTFOUND' }, ['DNS']],
    ['another CA before Atlas', { tls: 'unknown-ca' }, ['NODE_EXTRA_CA_CERTS']],
    ['a missing intermediate before Atlas', { tls: 'unknown-issuer' }, ['NODE_EXTRA_CA_CERTS']],
    ['wrong name in the certificate', { tls: 'other-host' }, ['another host name']],
    ['expired certificate', { tls: 'expired' }, ['Renew']],
    ['a client certificate before Atlas', { tls: 'client-certificate' }, ['no client certificate', 'proxy']],
    ['an old TLS', { tls: 'protocol-version' }, ['TLS 1.2 or 1.3']],
    ['no TLS', { tls: 'not-tls' }, ['does not speak TLS', 'http or https']],
    ['an answer that is not HTTP', { networkCode: 'HPE_INVALID_CONSTANT' }, ['does not speak HTTP']],
    ['a name that cannot be asked for now', { networkCode: 'EAI_AGAIN' }, ['DNS']],
    ['reset', { networkCode: 'ECONNRESET' }, ['network']],
    ['nothing that is known', {}, ['network']],
    ['a service account without a list', { status: 403, errorCode: 'ORG_REQUIRES_WHITELIST' }, ['outside address']],
    [
      'a list that a service wants, with the address that it saw',
      { status: 403, errorCode: 'RESOURCE_REQUIRES_WHITELIST', detail: 'from fe80::1234:abcd, which' },
      ['holds fe80::1234:abcd.'],
    ],
    [
      'a change of a cluster that data comes to',
      { status: 409, errorCode: 'CANNOT_MODIFY_CLUSTER_WITH_RUNNING_LIVE_IMPORT' },
      ['after the migration has ended'],
    ],
    ['another migration', { status: 409, errorCode: 'LIVE_MIGRATION_ALREADY_RUNNING' }, ['do not clear anything']],
    ['no payment', { status: 402, errorCode: 'NO_PAYMENT_INFORMATION_FOUND' }, ['Billing']],
    ['an account on hold', { status: 403, errorCode: 'ACCOUNT_SUSPENDED' }, ['Billing']],
    ['an upgrade', { status: 503, errorCode: 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES' }, ['being upgraded']],
    ['the first of the server errors', { status: 500 }, ['The problem lies with Atlas']],
    ['the last of them', { status: 599 }, ['The problem lies with Atlas']],
    ['a status that there is not', { status: 600 }, ['No API answers like that']],
    ['a status that needs no error', { status: 204 }, ['No API answers like that', 'of Atlas']],
    ['a status that tells of no other place', { status: 304 }, ['No API answers like that']],
    ['the first of the refusals', { status: 400, detail: 'Bad Request' }, ['message names']],
    ['a wait of one second', { status: 429, retryAfterSeconds: 1 }, ['Wait 1 second,']],
    [
      'a proxy that wants a client certificate',
      { status: 400, detail: 'No required SSL certificate was sent' },
      ['client certificate'],
    ],
    [
      'http to a port that speaks TLS',
      { status: 400, detail: 'The plain HTTP request was sent to HTTPS port' },
      ['address of Atlas with https'],
    ],
    [
      'the same words with another status',
      { status: 404, detail: 'No required SSL certificate was sent' },
      ['ids and names'],
    ],
    [
      'words of TLS in a refusal',
      { status: 422, detail: 'SSL certificate; HTTP request was sent to HTTPS port' },
      ['message names'],
    ],
  ] as const)('Atlas, %s', (_case, failure, words) => {
    const advice = adviceForFailure({ service: 'Atlas', ...failure });
    for (const word of words) expect(advice).toContain(word);
  });

  it.each([
    ['the manager names its own variables', { status: 401 }, 'LIVEMIG_MANAGER_PUBLIC_KEY'],
    ['an Atlas id given to the manager', { status: 404, errorCode: 'ATLAS_GROUP' }, '--source-project'],
    ['cluster', { status: 404, errorCode: 'CLUSTER_NOT_FOUND' }, '--source-cluster'],
    ['project', { status: 404, errorCode: 'GROUP_NOT_FOUND' }, '--source-project'],
    ['organization', { status: 404, errorCode: 'ORG_NOT_FOUND' }, '--source-org'],
    ['private CA', { tls: 'unknown-ca' }, '--manager-ca-file'],
    ['private CA, or a missing intermediate', { tls: 'unknown-issuer' }, '--manager-ca-file'],
    ['a CA file that is the wrong one', { tls: 'unknown-ca', caFile: '/etc/ca.pem' }, 'The CA in /etc/ca.pem did not'],
    ['a CA file, and a missing intermediate', { tls: 'unknown-issuer', caFile: '/etc/ca.pem' }, 'intermediate'],
    ['a client certificate', { tls: 'client-certificate' }, 'Client Certificate Mode'],
    ['no API in the plan', { status: 403, errorCode: 'NO_FREE_TIER_API' }, 'plan'],
  ] as const)('Ops Manager, %s', (_case, failure, words) => {
    expect(adviceForFailure({ service: 'Ops Manager', ...failure })).toContain(words);
  });

  it.each([
    ['Atlas has no such flag', 'Atlas', undefined],
    ['it was given already', 'Ops Manager', '/etc/ca.pem'],
  ] as const)('names --manager-ca-file only where that helps: %s', (_case, service, caFile) => {
    for (const tls of ['unknown-ca', 'unknown-issuer'] as const)
      expect(adviceForFailure({ service, tls, caFile })).not.toContain('--manager-ca-file');
  });
});

it.each([
  ['IP_ADDRESS_NOT_ON_ACCESS_LIST', true],
  ['IP_ADDRESS_NOT_ON_WHITELIST', true],
  ['ORG_REQUIRES_ACCESS_LIST', true],
  ['ORG_REQUIRES_WHITELIST', true],
  ['RESOURCE_REQUIRES_WHITELIST', true],
  ['ACCESS_FORBIDDEN', false],
  [undefined, false],
])('%s is about the address that a request comes from: %s', (errorCode, isAddress) => {
  expect(isAddressRefusal(errorCode)).toBe(isAddress);
});

it.each([
  [409, 'LIVE_MIGRATION_ALREADY_RUNNING', true],
  [409, 'LIVE_IMPORT_IN_PROGRESS', true],
  [409, 'LIVE_MIGRATION_FOR_THIS_CLUSTER_ALREADY_EXISTS', true],
  [400, 'LIVE_MIGRATION_ALREADY_RUNNING', false],
  [409, 'LIVE_MIGRATION_NOT_READY', false],
  [409, 'CLUSTER_ALREADY_EXISTS', false],
  [409, undefined, false],
  [undefined, 'LIVE_MIGRATION_ALREADY_RUNNING', false],
])('%s with %s is about another migration: %s', (status, errorCode, isOther) => {
  expect(isOtherMigration(status, errorCode)).toBe(isOther);
});
