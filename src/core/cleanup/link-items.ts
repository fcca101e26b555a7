import { momentText } from '../plain-units.ts';
import { withoutStop } from '../without-stop.ts';
import type { CleanupFacts } from './cleanup-facts.ts';
import { type CleanupItem, type LinkSide, linkSides } from './cleanup-plan.ts';
import { notLookedAt } from './not-looked-at.ts';

/** Both halves of the link; none where no stage that uses it has begun. */
export function linkItems(facts: CleanupFacts): CleanupItem[] {
  if (!facts.isLinkOurs) return [];
  return linkSides.map((side) => linkItem(side, facts));
}

const seenOfLink = {
  atlas: {
    yes: 'Atlas lists the source project now',
    no: 'Atlas does not list the source project now, and does not tell whether a link or a token is left',
  },
  manager: {
    yes: 'the manager reports SYNCED now',
    no: 'the manager does not report SYNCED now, and does not tell whether a link is left',
  },
} as const;

function linkItem(side: LinkSide, { made, atlasLink, managerLink, names, pages }: CleanupFacts): CleanupItem {
  const goneAt = made.linkGoneAt[side];
  const isOurs = made.connectedAt !== undefined && goneAt === undefined;
  const what =
    side === 'atlas'
      ? `the link of the Atlas organization ${names.atlasOrg}, and its link-tokens`
      : `the link of the organization ${names.sourceOrg} to Atlas`;
  const about = { name: 'link' as const, what };
  const how = linkText(made.connectedAt, goneAt);
  const seen = side === 'atlas' ? atlasLink : managerLink;
  if (!seen.known) return notLookedAt(about, seen.reason, how, [pages.link]);
  const evidence = `${how}; ${seenOfLink[side][seen.value ? 'yes' : 'no']}`;
  if (!seen.value && goneAt !== undefined) return { ...about, decision: 'nothing', evidence };
  if (side === 'manager' && !atlasLink.known) {
    const unseen = `whether a migration uses it, which Atlas alone tells, was not looked at (${withoutStop(atlasLink.reason)})`;
    return { ...about, decision: 'not-looked-at', evidence: `${evidence}; ${unseen}`, how: [pages.link] };
  }
  if (side === 'manager' && seen.value && !isOurs && atlasLink.known && !atlasLink.value) {
    const because = `Atlas does not list the source project, so it may lead to another organization than ${names.atlasOrg}`;
    return { ...about, decision: 'by-hand', evidence, because, how: [pages.link] };
  }
  const because = 'other migrations of these organizations may need it';
  return { ...about, decision: 'leave', evidence, because, removal: { of: 'link', side } };
}

function linkText(connectedAt: string | undefined, goneAt: string | undefined): string {
  if (goneAt !== undefined) return `seen to be gone by a cleanup at ${momentText(goneAt)}`;
  return connectedAt === undefined
    ? 'not connected by this migration'
    : `connected by this migration at ${momentText(connectedAt)}`;
}
