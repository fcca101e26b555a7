import { LivemigError } from '../errors.ts';
import type { Share } from './request.ts';
import { isSameDeployment, type SideIdentity } from './side.ts';
import type { Verification } from './verification.ts';

/** What came of one share, and where it was read. */
export interface MergeableShare {
  readonly file: string;
  readonly share: Share;
  /** Whether it was told that nobody writes. */
  readonly writesStopped: boolean;
  /** Whether a migration had not committed yet. */
  readonly duringSync: boolean;
  readonly verification: Verification;
}

/** Throws a LivemigError of kind `usage` unless these are all the shares of one verification, each once. */
export function refuseShares(shares: readonly MergeableShare[]): void {
  const [first, ...others] = shares;
  if (first === undefined) throw refused('No share was given.', 'Name the result.json of each.');
  for (const other of others) refuseOther(first, other);
  refuseIncomplete(shares);
}

function refuseOther(first: MergeableShare, other: MergeableShare): void {
  const [one, another] = [first.verification, other.verification];
  const both = `${first.file} and ${other.file}`;
  for (const side of ['source', 'destination'] as const)
    if (!isSameDeployment(one[side].identity, another[side].identity))
      throw refused(
        `${both} are not of the same ${side}: ${nameOf(one[side].identity)} and ${nameOf(another[side].identity)}.`,
        'Merge only shares of one verification.',
      );
  if (one.level !== another.level)
    throw refused(
      `${both} were compared at other levels: ${one.level} and ${another.level}.`,
      'Compare one of them again with the --level of the others.',
    );
  if (first.share.of !== other.share.of)
    throw refused(
      `${both} are shares of other wholes: ${textOf(first.share)} and ${textOf(other.share)}.`,
      'Merge only shares with the same number behind the slash.',
    );
  if (first.duringSync !== other.duringSync) {
    const early = first.duringSync ? first.file : other.file;
    throw refused(
      `Of ${both} only ${early} was compared while the migration synchronized, which expects differences that the others do not.`,
      `After the cutover compare that share again; before it compare the others with \`--during-sync\`, as livemig knows of the migration only in its own directory.`,
    );
  }
  if (patternsOf(one) !== patternsOf(another))
    throw refused(
      `${both} were to compare other namespaces.`,
      'Compare one of them again with the --namespace and --skip of the others.',
    );
}

function refuseIncomplete(shares: readonly MergeableShare[]): void {
  const of = shares[0]?.share.of ?? 0;
  const byNumber = new Map<number, string>();
  for (const { file, share } of shares) {
    const other = byNumber.get(share.number);
    if (other !== undefined)
      throw refused(`${other} and ${file} are both share ${textOf(share)}.`, 'Name each share once.');
    byNumber.set(share.number, file);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !byNumber.has(number));
  if (missing.length === 0) return;
  const which = missing.map((number) => textOf({ number, of }));
  const told = `${which.slice(0, 10).join(', ')}${which.length > 10 ? ', …' : ''}`;
  throw refused(
    `${which.length === 1 ? 'A share is' : `${which.length} shares are`} missing: ${told}.`,
    `Run \`livemig verify --partition ${which[0]}\` as the others were, and name its result.json too.`,
  );
}

function nameOf({ setName, hosts }: SideIdentity): string {
  return [...(setName === undefined ? [] : [setName]), `(${hosts.join(', ')})`].join(' ');
}

function textOf({ number, of }: Share): string {
  return `${number}/${of}`;
}

function patternsOf({ scope }: Verification): string {
  return JSON.stringify([scope?.namespaces.toSorted() ?? [], scope?.skip.toSorted() ?? []]);
}

function refused(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'SHARES', message, fix });
}
