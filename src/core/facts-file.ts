import { z } from 'zod';
import { LivemigError } from './errors.ts';
import type { SourceIdentity } from './facts/identity.ts';
import { type FactId, type Facts, type FactValues, factSchemas } from './facts.ts';
import { aboutOthers, type NamedHere } from './facts-about.ts';
import { ofThatMachine, thatTravel, thatWereSeen } from './facts-said.ts';
import { harmless, shortened, shown } from './harmless.ts';
import { durationText, momentText } from './plain-units.ts';
import { isOtherSource, sourceText } from './same-source.ts';
import { isOfSource } from './survey-ids.ts';

/** Grows with each change that an older livemig would read wrongly. */
const formatVersion = 1;

const Head = z.object({ format: z.literal('livemig facts'), formatVersion: z.int(), livemig: z.string() });

const Known = z.object(factSchemas).partial();

/** Facts on their way to another machine. No fact holds a secret or a document (`core/facts.ts`). */
export const FactsFile = Head.extend({
  collectedAt: z.iso.datetime(),
  by: z.string(),
  known: Known,
  /** For what could not be read there, why. */
  unknown: z.record(z.string(), z.string()),
});
export type FactsFile = Omit<z.infer<typeof FactsFile>, 'known' | 'unknown'> & Facts;

export interface Collected extends Pick<FactsFile, 'livemig' | 'collectedAt' | 'by'> {
  readonly facts: Facts;
}

export function factsText({ facts, ...collected }: Collected): string {
  const file = { format: 'livemig facts', formatVersion, ...collected, ...travelling(facts) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** Whether a text is a file of facts, of whatever version. */
export function isFactsText(text: string): boolean {
  return Head.pick({ format: true }).safeParse(parsed(text)).success;
}

/** Throws kind `usage` for what is not a file of facts of this version. */
export function parseFacts(text: string, path: string): FactsFile {
  const content = parsed(text);
  const head = Head.safeParse(content);
  if (!head.success) throw unfit(path, 'is no file of facts of livemig');
  if (head.data.formatVersion !== formatVersion)
    throw unfit(
      path,
      `has the format version ${head.data.formatVersion} (livemig ${text200(head.data.livemig)}), and this livemig reads ${formatVersion}`,
    );
  const file = FactsFile.safeParse(content);
  if (!file.success) {
    const [issue] = file.error.issues;
    throw unfit(path, `does not fit: ${shown((issue?.path ?? []).join('.'))} ${issue?.message ?? ''}`);
  }
  const { known, unknown, ...rest } = file.data;
  if (!isExact(known)) throw unfit(path, 'does not fit');
  return { ...rest, by: text200(rest.by), ...travelling({ known, unknown: reasonsIn(unknown, known) }) };
}

/** Which deployments a check is about here, as far as that is seen or named. */
export interface DeploymentsHere {
  readonly seen?: SourceIdentity | undefined;
  /** The name of the deployment in the manager. */
  readonly named?: string | undefined;
  /** Names of its servers, as the manager has them. */
  readonly servers?: readonly string[] | undefined;
  /** The name of the destination cluster. */
  readonly destination?: string | undefined;
}

const oldestMs = 30 * 86_400_000;

/** Throws kind `usage` where the file is too old to say anything of today, or of a day that is to come. */
export function refuseOldFacts({ collectedAt }: FactsFile, path: string, now: Date): void {
  const age = now.getTime() - Date.parse(collectedAt);
  if (age > oldestMs)
    throw unfit(
      path,
      `was collected ${durationText(age)} ago (${momentText(collectedAt)}), and facts older than 30 days are not judged`,
    );
  if (age < -86_400_000) throw unfit(path, `says that it was collected ${momentText(collectedAt)}, which is to come`);
}

/** Throws kind `usage` where the file is of other deployments than those here, or does not say of which one. */
export function refuseOtherFacts({ known }: FactsFile, path: string, here: DeploymentsHere): void {
  const { sourceIdentity: theirs, destination, destinationNames = [], source } = known;
  const cluster = destination?.name ?? destinationNames[0];
  if (cluster !== undefined && here.destination !== undefined && cluster !== here.destination)
    throw unfit(
      path,
      `is of another destination, ${text200(cluster)}; --destination-cluster names ${text200(here.destination)}`,
    );
  if (theirs === undefined) {
    if (Object.keys(known).some(isOfSource)) throw unfit(path, 'does not say which deployment it is of');
    if (here.named === undefined || source === undefined || [here.named, unnamed].includes(source.name)) return;
    throw unfit(
      path,
      `is of another deployment, ${text200(source.name)}; --source-cluster names ${text200(here.named)}`,
    );
  }
  const of = `is of another deployment, ${text200(sourceText(theirs))}`;
  if (here.seen !== undefined && isOtherSource(theirs, here.seen))
    throw unfit(path, `${of}; LIVEMIG_SOURCE_URI leads to ${text200(sourceText(here.seen))}`);
  if (here.seen === undefined && isOtherThanNamed(theirs, here))
    throw unfit(path, `${of}; --source-cluster names ${text200(here.named ?? '')}`);
}

/** What a source is called that was asked itself. */
const unnamed = 'the source';

/** By its name, which a replica set has in the manager too, or else by its servers. */
function isOtherThanNamed({ setName, hosts }: SourceIdentity, { named, servers = [] }: DeploymentsHere): boolean {
  if (named === undefined || setName === named) return false;
  const [theirs, ours] = [hosts.map(bareHost), servers.map(bareHost)];
  if (theirs.length > 0 && ours.length > 0) return !theirs.some((host) => ours.includes(host));
  return setName !== undefined;
}

function bareHost(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/**
 * What is seen here counts; what is not is as the file says, with its reasons for what could not be read there. What it says
 * of something else than what is `named` here is not known. `used` are those of the file among the facts that are wanted.
 */
export function withFactsOf(
  { known, unknown }: Facts,
  here: Facts,
  wanted: readonly FactId[],
  named: NamedHere = {},
): { readonly facts: Facts; readonly used: FactId[] } {
  const others = aboutOthers(known, named);
  const theirs = withoutThese(known, [...others.keys()]);
  const seen = thatWereSeen(here.known);
  const used = factIds().filter((id) => wanted.includes(id) && id in theirs && !(id in seen));
  const merged = { ...here.known, ...theirs, ...seen };
  const reasons = { ...here.unknown, ...unknown, ...Object.fromEntries(others) };
  return { used, facts: { known: merged, unknown: reasonsIn(reasons, merged) } };
}

function withoutThese(known: Facts['known'], ids: readonly FactId[]): Facts['known'] {
  const left: { [Id in FactId]?: FactValues[Id] } = { ...known };
  for (const id of ids) delete left[id];
  return left;
}

/** Of the facts that are not known. */
function reasonsIn(reasons: Readonly<Record<string, string>>, known: Facts['known']): Facts['unknown'] {
  const left: { [Id in FactId]?: string } = {};
  for (const id of factIds()) {
    const reason = Object.hasOwn(reasons, id) ? reasons[id] : undefined;
    if (reason !== undefined && !(id in known)) left[id] = reason;
  }
  return left;
}

function travelling({ known, unknown }: Facts): Facts {
  const reasons = Object.entries(unknown).filter(([id]) => !ofThatMachine.some((one) => one === id));
  return { known: thatWereSeen(thatTravel(known)), unknown: Object.fromEntries(reasons) };
}

function factIds(): FactId[] {
  return Object.keys(factSchemas).filter(isFactId);
}

function isFactId(id: string): id is FactId {
  return Object.hasOwn(factSchemas, id);
}

/** JSON has no undefined. */
function isExact(known: z.infer<typeof Known>): known is Partial<FactValues> {
  return !Object.values(known).includes(undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function text200(text: string): string {
  return shortened(harmless(text));
}

function unfit(path: string, what: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'FACTS_FILE',
    message: `The file ${text200(path)} ${what}.`,
    fix: 'Collect them anew, where the source can be reached: `livemig check --collect`.',
  });
}
