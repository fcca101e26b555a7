import type { Mender } from '../core/rule.ts';

/** Who is meant, in the words of product and people. */
export const menderNames: Readonly<Record<Mender, string>> = {
  atlas: 'the owner in Atlas',
  manager: "the manager's owner",
  dba: 'the DBA of the source',
  application: 'the application team',
};
