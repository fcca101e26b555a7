import type { Secret } from '../secret.ts';

/** What came of a look into the system's keyring. */
export type KeyringAnswer =
  | { readonly is: 'read'; readonly texts: Readonly<Record<string, Secret>> }
  /** `because` is the end of a sentence. */
  | { readonly is: 'unreadable'; readonly because: string };
