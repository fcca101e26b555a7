import type { CredentialSide, FoundCredentials } from '../core/credentials.ts';
import type { LivemigError } from '../core/errors.ts';
import type { KeyringAnswer } from '../core/profiles/keyring-answer.ts';
import type { ProfileFile } from '../core/profiles/profile.ts';
import type { InputKey } from '../stages/values.ts';

/** How profiles are looked for; both only read. */
export interface ProfilePorts {
  /** The files of both programs for this user, also those that are not there; none where nobody knows where they would be. */
  files(): Promise<readonly ProfileFile[]>;
  /** What the system's keyring holds of these entries; bounded in time by itself. */
  keyring(service: string, entries: readonly string[]): Promise<KeyringAnswer>;
}

/** The profile that a person has named, as far as this command may need it. */
export interface NamedProfile {
  readonly name: string;
  readonly answers: Readonly<Partial<Record<InputKey, string>>>;
  /** What there is to log in with; an error says why it cannot be used. Absent where it is of no such service. */
  readonly credentials: Readonly<Partial<Record<CredentialSide, FoundCredentials | LivemigError>>>;
}
