import type { FactId, Facts, FactValues } from './facts.ts';
import { harmless, shortened } from './harmless.ts';

/** What is named here that facts can be about, as far as it is. */
export interface NamedHere {
  readonly manager?: string | undefined;
  readonly migrationHost?: string | undefined;
  /** Its outside address. */
  readonly migrationHostIp?: string | undefined;
  /** The user of the source that is to migrate. */
  readonly sourceUsername?: string | undefined;
}

interface Subject {
  readonly named: keyof NamedHere;
  readonly what: string;
  /** Which one these facts are about; nothing where they do not tell. */
  of(known: Facts['known']): string | undefined;
  readonly facts: readonly FactId[];
}

/** Facts about one of several of its kind; those of a deployment are refused as a whole (`facts-file.ts`). */
const subjects: readonly Subject[] = [
  {
    named: 'manager',
    what: 'the manager',
    of: ({ manager }) => manager,
    facts: ['manager', 'managerName', 'managerVersion', 'managerOwner', 'managerIps', 'linkStatus', 'oldAgents'],
  },
  {
    named: 'migrationHost',
    what: 'the migration host',
    of: ({ migrationHost }) => migrationHost,
    facts: ['migrationHost', 'migrationAgent'],
  },
  {
    named: 'migrationHostIp',
    what: 'the address',
    of: ({ hostEntry }) => hostEntry?.address,
    facts: ['hostEntry'],
  },
  {
    named: 'sourceUsername',
    what: 'the user',
    of: ({ migrationLogins }) => migrationLogins?.[0],
    facts: ['migrationLogins', 'migrationUser'],
  },
  {
    named: 'sourceUsername',
    what: 'the user',
    of: ({ sourceUser }) => sourceUser?.user,
    facts: ['sourceUser', 'sourceUserOnShards', 'everyShardAsked'],
  },
];

/** Which of these facts are about something else than what is named here, and why they say nothing of it. */
export function aboutOthers(known: Readonly<Partial<FactValues>>, here: NamedHere): ReadonlyMap<FactId, string> {
  return new Map(
    subjects.flatMap(({ named, what, of, facts }) => {
      const [theirs, ours] = [of(known), here[named]];
      if (theirs === undefined || ours === undefined || theirs === ours) return [];
      const [other, own] = [shortened(harmless(theirs)), shortened(harmless(ours))];
      return facts.map((id) => [id, `the file of facts is about ${what} ${other}, and not about ${own}`] as const);
    }),
  );
}
