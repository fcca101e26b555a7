import type { AgentKey } from '../../api/ops-manager-schemas.ts';

/** What is known of the keys that one migration made. */
export interface KeyUse {
  /** The description that all of them have, and no others. */
  readonly description: string;
  /** A key of them was kept for an installation, handed to one, or the host has an agent, which has one of them or none. */
  readonly mayBeInUse: boolean;
}

/**
 * The keys that nobody can have: this migration made them, and their value went astray with the answer, so that no agent
 * was ever given it. Keys are told apart by nothing but the description, so once one of them may be in use, all may.
 */
export function deletableKeys(keys: readonly AgentKey[], { description, mayBeInUse }: KeyUse): readonly AgentKey[] {
  return mayBeInUse ? [] : keys.filter(({ desc }) => desc === description);
}
