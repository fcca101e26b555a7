import { randomBytes } from 'node:crypto';
import type { Identity } from '../scenario/scenario.ts';
import type { AccountSecret, Model } from './model.ts';

/** The setting's default and its largest value, one year (API notes, section 2.2). */
export const maxSecretHours = 8760;

const hour = 3_600_000;

/** The secrets that the scenario's service accounts begin with, as old as the sandbox. */
export function firstSecrets(identities: readonly Identity[], createdAt: number): AccountSecret[] {
  return identities.flatMap((one) => {
    if (one.kind !== 'service-account') return [];
    const expiresAt = createdAt + maxSecretHours * hour;
    return [
      { id: randomBytes(12).toString('hex'), clientId: one.clientId, secret: one.clientSecret, createdAt, expiresAt },
    ];
  });
}

export function createAccountSecret(model: Model, clientId: string, hours: number): AccountSecret {
  const createdAt = model.time.now();
  const secret = {
    id: randomBytes(12).toString('hex'),
    clientId,
    secret: `mdb_sa_sk_${randomBytes(24).toString('base64url')}`,
    createdAt,
    expiresAt: createdAt + hours * hour,
  };
  model.state = { ...model.state, accountSecrets: [...model.state.accountSecrets, secret] };
  return secret;
}

/** False where the account has no such secret. */
export function deleteAccountSecret(model: Model, clientId: string, id: string): boolean {
  const accountSecrets = model.state.accountSecrets.filter((one) => one.clientId !== clientId || one.id !== id);
  const found = accountSecrets.length < model.state.accountSecrets.length;
  model.state = { ...model.state, accountSecrets };
  return found;
}
