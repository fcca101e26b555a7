import type { Role } from './privileges.ts';
import { type Mechanism, mechanisms, type ScramCredential, scramCredential } from './scram.ts';

export interface UserOptions {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly mechanisms?: readonly Mechanism[];
}

export interface User {
  readonly username: string;
  readonly roles: readonly Role[];
  readonly mechanisms: readonly Mechanism[];
  credential(mechanism: Mechanism): ScramCredential | undefined;
}

export type Users = ReadonlyMap<string, User>;

export function createUsers(list: readonly UserOptions[]): Users {
  return new Map(list.map((options) => [options.username, createUser(options)]));
}

function createUser({ username, password, roles, mechanisms: allowed = mechanisms }: UserOptions): User {
  const made = new Map<Mechanism, ScramCredential>();
  return {
    username,
    roles,
    mechanisms: allowed,
    credential(mechanism) {
      if (!allowed.includes(mechanism)) return undefined;
      // Made at the first login: thousands of hash rounds for each user would delay the start.
      const credential = made.get(mechanism) ?? scramCredential(mechanism, username, password);
      made.set(mechanism, credential);
      return credential;
    },
  };
}
