import { firstNames } from '../first-names.ts';
import { harmless } from '../harmless.ts';
import { amount, momentText } from '../plain-units.ts';
import { isSameEntry } from '../same-entry.ts';
import type { RollbackWindow } from '../way-back/rollback-window.ts';
import { withoutStop } from '../without-stop.ts';
import { byHandItems } from './by-hand.ts';
import type { CleanupFacts, ListedEntry } from './cleanup-facts.ts';
import {
  type CleanupItem,
  type CleanupPlan,
  type Removable,
  type Removal,
  removable,
  skipped,
} from './cleanup-plan.ts';
import { linkItems } from './link-items.ts';
import { notLookedAt } from './not-looked-at.ts';

/** What a person has said of what is removed, by `--skip` and `--include`. */
export interface CleanupChoice {
  readonly skip: readonly Removable[];
  readonly include: readonly Removable[];
}

/**
 * What the migration has left, and what becomes of each. The law of consent: by itself only what this journal made, and
 * nothing that was looked at shows in use by another, is removed; the link, which other migrations may need, only when it
 * is named. What was found, and not made, is not livemig's at all.
 */
export function planCleanup(
  facts: CleanupFacts,
  { skip, include }: CleanupChoice,
  rollbackWindow?: RollbackWindow,
): CleanupPlan {
  const own = [...entryItems(facts), ...keyItems(facts), ...linkItems(facts), ...secretItems(facts)];
  const items = own.map((item) => chosen(item, skip, include));
  return {
    ended: facts.ended,
    ...(rollbackWindow && { rollbackWindow }),
    items: [...items, ...byHandItems(facts)],
  };
}

/** What livemig will remove of it, in the order in which that is done. */
export function removals({ items }: CleanupPlan): { readonly item: CleanupItem; readonly removal: Removal }[] {
  return items.flatMap((item) =>
    item.decision === 'remove' && item.removal !== undefined ? [{ item, removal: item.removal }] : [],
  );
}

/** What the first would remove and the second, made of a later look, does not: it came into use, or cannot be seen any more. What is gone is none. */
export function staysNow(before: CleanupPlan, after: CleanupPlan): CleanupItem[] {
  const wanted = removals(before).map(({ item }) => item.what);
  return after.items.filter(
    ({ what, decision }) => decision !== 'remove' && decision !== 'nothing' && wanted.includes(what),
  );
}

/** What would be removed if it were there, and could not be looked at: nobody may take it for removed. */
export function missed({ items }: CleanupPlan, { skip, include }: CleanupChoice): CleanupItem[] {
  const wanted = removable.filter((name) => !skip.includes(name) && (name !== 'link' || include.includes(name)));
  return items.filter(({ name, decision }) => decision === 'not-looked-at' && wanted.some((one) => one === name));
}

function chosen(item: CleanupItem, skip: readonly string[], include: readonly string[]): CleanupItem {
  if (item.removal === undefined) return item;
  if (item.decision === 'remove' && skip.includes(item.name)) {
    return { ...item, decision: 'leave', because: skipped };
  }
  if (item.decision !== 'leave' || !include.includes(item.name)) return item;
  const { because, ...rest } = item;
  return { ...rest, decision: 'remove', evidence: `${item.evidence}; --include names it, although ${because}` };
}

function entryItems(facts: CleanupFacts): CleanupItem[] {
  const { made, entries, names, pages } = facts;
  const list = `the access list of the Atlas project ${names.atlasProject}`;
  const ofMade = made.entries.map(({ address, addedAt, existedBefore, goneAt }): CleanupItem => {
    const about = { name: 'access-list' as const, what: `the entry ${address} in ${list}` };
    const goneText = goneAt === undefined ? '' : `; seen to be gone by a cleanup at ${momentText(goneAt)}`;
    const madeText = `${existedBefore ? 'made permanent' : 'made'} by this migration at ${momentText(addedAt)}${goneText}`;
    if (!entries.known) return notLookedAt(about, entries.reason, madeText, [pages.accessList]);
    const seen = entries.value.find(({ entry }) => isSameEntry(entry, address));
    const removal: Removal = { of: 'access-list', entry: address };
    if (seen === undefined) {
      return { ...about, decision: 'nothing', evidence: `${madeText}; not in the list now`, removal };
    }
    const evidence = `${madeText}; in the list now, with the comment "${harmless(seen.comment)}"`;
    if (goneAt !== undefined) {
      const because = 'it was added anew since, and not by this migration';
      return { ...about, decision: 'by-hand', evidence, because, how: [pages.accessList] };
    }
    const because = whyEntryStays(facts, seen, existedBefore === true);
    if (because !== undefined) return { ...about, decision: 'leave', evidence, because, removal };
    return { ...about, decision: 'remove', evidence: `${evidence}; ${besideText(facts)}`, removal };
  });
  const found = entries.known ? entries.value : [];
  const others = found.filter(({ entry }) => !made.entries.some(({ address }) => isSameEntry(entry, address)));
  return [
    ...ofMade,
    ...others.map(
      ({ entry, comment }): CleanupItem => ({
        name: 'access-list',
        what: `the entry ${harmless(entry)} in ${list}, which lets the migration host in`,
        decision: 'by-hand',
        evidence: `in the list now, with the comment "${harmless(comment)}"; this journal does not tell that it made it`,
        because: 'livemig removes only what its journal made',
        how: [pages.accessList],
      }),
    ),
  ];
}

/** The comment with which livemig signs an entry, no longer than Atlas takes; whoever wrote another has taken the entry over. */
export function entryComment(host: string): string {
  return `livemig: migration host ${host}`.slice(0, 80);
}

function whyEntryStays(facts: CleanupFacts, { comment }: ListedEntry, existedBefore: boolean): string | undefined {
  if (existedBefore) return 'it was there before this migration, which only took away the day on which it would end';
  if (comment !== entryComment(facts.names.host)) {
    return 'its comment is no longer the one of this migration: somebody has taken it over';
  }
  return sharedText(facts);
}

function sharedText({ beside: { sharing } }: CleanupFacts): string | undefined {
  return sharing.length === 0
    ? undefined
    : `another migration uses the same host or its address, and is not COMPLETE: ${firstNames(sharing)}`;
}

/** No more than what was looked at (`files/find-migrations.ts`). */
function besideText({ beside: { looked } }: CleanupFacts): string {
  const found =
    looked === 0
      ? 'no other migration was found in the folders above and beside this directory'
      : `of ${amount(looked, 'other migration')} found in the folders above and beside this directory, none that is not COMPLETE uses the same host or its address`;
  return `${found}; those of other users, in folders that everybody can write, or elsewhere were not looked at`;
}

function keyItems(facts: CleanupFacts): CleanupItem[] {
  const { made, keys, keyDesc, names, pages } = facts;
  const about = (id: string) => ({
    name: 'agent-key' as const,
    what: `the agent API key ${harmless(id)} in the project ${names.sourceProject}`,
  });
  const madeText = (id: string) => {
    const at = made.keys.find(({ keyId }) => keyId === id)?.at;
    return at === undefined
      ? `its description, "${harmless(keyDesc)}", is that of this migration`
      : `made by this migration at ${momentText(at)}`;
  };
  if (!keys.known) {
    return made.keys.map(({ keyId }) => notLookedAt(about(keyId), keys.reason, madeText(keyId), [pages.agents]));
  }
  const ours = keys.value.filter(({ id, desc }) => desc === keyDesc || made.keys.some(({ keyId }) => keyId === id));
  const gone = made.keys.filter(({ keyId }) => !keys.value.some(({ id }) => id === keyId));
  const because = whyKeysStay(facts);
  return [
    ...ours.map(({ id }): CleanupItem => {
      const evidence = `${madeText(id)}; listed now`;
      const removal: Removal = { of: 'agent-key', key: id };
      if (because !== undefined) return { ...about(id), decision: 'leave', evidence, because, removal };
      const unused = `no agent is listed on ${names.host}; ${besideText(facts)}`;
      return { ...about(id), decision: 'remove', evidence: `${evidence}; ${unused}`, removal };
    }),
    ...gone.map(
      ({ keyId }): CleanupItem => ({
        ...about(keyId),
        decision: 'nothing',
        evidence: `${madeText(keyId)}; not listed now`,
        removal: { of: 'agent-key', key: keyId },
      }),
    ),
  ];
}

/** An agent needs its key at each call, and which agent has which key no list tells. */
function whyKeysStay(facts: CleanupFacts): string | undefined {
  const { agent, names } = facts;
  if (!agent.known) return `whether an agent on ${names.host} uses it was not looked at (${withoutStop(agent.reason)})`;
  if (agent.value === undefined) return sharedText(facts);
  return `the agent on ${names.host} ${agent.value}, and may use it: stop that first`;
}

function secretItems({ keptSecrets }: CleanupFacts): CleanupItem[] {
  if (keptSecrets.length === 0) return [];
  return [
    {
      name: 'kept-secrets',
      what: `${keptSecrets.join(' and ')} in secrets.json of this directory`,
      decision: 'remove',
      evidence: 'there now, for a step that will not come any more',
      removal: { of: 'kept-secrets' },
    },
  ];
}
