import { randomBytes } from 'node:crypto';
import { Binary, type BSON } from 'mongodb';
import { MongodError } from '../mongod-error.ts';
import type { Role } from './privileges.ts';
import { type Mechanism, mechanisms, type ScramCredential, scramCredential, usualIterations } from './scram.ts';

export interface UserOptions {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly mechanisms?: readonly Mechanism[];
  /** `admin` where it is left out. */
  readonly db?: string;
  readonly customData?: BSON.Document | undefined;
}

export interface User {
  readonly username: string;
  readonly db: string;
  readonly id: Binary;
  roles: readonly Role[];
  mechanisms: readonly Mechanism[];
  customData: BSON.Document | undefined;
  /** `undefined` where the user does not have the mechanism. */
  credential(mechanism: Mechanism): ScramCredential | undefined;
  setPassword(password: string): void;
}

export interface Users {
  /** Rounds in which passwords are hashed. */
  readonly iterations: Readonly<Record<Mechanism, number>>;
  find(db: string, username: string): User | undefined;
  all(): User[];
  /** Throws where it exists. */
  add(options: UserOptions): void;
  remove(user: User): void;
}

export function createUsers(list: readonly UserOptions[], iterations = usualIterations): Users {
  const users = new Map<string, User>();
  const self: Users = {
    iterations,
    find: (db, username) => users.get(`${db}.${username}`),
    all: () => [...users.values()],
    add(options) {
      const user = createUser(options, iterations);
      const id = `${user.db}.${user.username}`;
      if (users.has(id)) throw new MongodError('Location51003', `User "${user.username}@${user.db}" already exists`);
      users.set(id, user);
    },
    remove: (user) => void users.delete(`${user.db}.${user.username}`),
  };
  for (const options of list) self.add(options);
  return self;
}

function createUser(
  { username, db = 'admin', roles, customData, ...options }: UserOptions,
  iterations: Users['iterations'],
): User {
  const made = new Map<Mechanism, ScramCredential>();
  let password = options.password;
  const self: User = {
    username,
    db,
    id: new Binary(randomBytes(16), Binary.SUBTYPE_UUID),
    roles,
    mechanisms: options.mechanisms ?? mechanisms,
    customData,
    credential(mechanism) {
      if (!self.mechanisms.includes(mechanism)) return undefined;
      // Made at the first login: thousands of hash rounds for each user would delay the start.
      const credential =
        made.get(mechanism) ?? scramCredential(mechanism, iterations[mechanism], { username, password });
      made.set(mechanism, credential);
      return credential;
    },
    setPassword(changed) {
      password = changed;
      made.clear();
    },
  };
  return self;
}
