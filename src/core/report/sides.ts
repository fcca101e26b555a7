import type { Amount, Sample } from '../following/sample.ts';
import { amount, momentText, sizeText } from '../plain-units.ts';
import type { SideIdentity } from '../verification/side.ts';
import { shardsOrSet } from './identity-text.ts';
import type { Compared, Report } from './report.ts';
import type { ReportSources } from './sources.ts';

type Row = Report['sides'][number];
type Known = Pick<ReportSources, 'journal' | 'samples' | 'lastCheck' | 'verifications'>;

/** What is left and what is filled, beside each other, as far as these files tell. */
export function sidesIn(
  { journal, samples, lastCheck, verifications }: Known,
  comparisons: readonly Compared[],
): Row[] {
  const named = (key: string) => {
    const value = journal.inputs[key];
    if (typeof value !== 'string') return null;
    const name = journal.names?.[value];
    return name === undefined || name === value ? value : `${name} (${value})`;
  };
  const manager = journal.inputs.manager;
  const proved = verifications.find(({ sides }) => sides !== undefined)?.sides;
  const checked = lastCheck?.about.source;
  const last = (side: 'source' | 'copied') => samples.findLast((sample) => sample[side] !== undefined);
  return [
    {
      what: 'managed by',
      source: typeof manager === 'string' ? (journal.names?.[manager] ?? manager) : null,
      destination: 'MongoDB Atlas',
    },
    { what: 'at', source: named('managerUrl'), destination: named('atlasUrl') },
    { what: 'organization', source: named('sourceOrg'), destination: named('atlasOrg') },
    { what: 'project', source: named('sourceProject'), destination: named('atlasProject') },
    { what: 'deployment', source: named('sourceCluster'), destination: named('destinationCluster') },
    {
      what: 'servers',
      source: proved ? identityText(proved.source) : checked === undefined ? null : shardsOrSet(checked),
      destination: proved ? identityText(proved.destination) : null,
    },
    {
      what: 'data, as it was last seen on the way',
      source: seenText(last('source'), 'source'),
      destination: seenText(last('copied'), 'copied'),
    },
    ...comparedRows(comparisons),
  ];
}

/** Of the newest comparison that has counted. */
function comparedRows(comparisons: readonly Compared[]): Row[] {
  const counted = comparisons.find(({ documents }) => documents !== null);
  if (counted === undefined || counted.documents === null) return [];
  const when = counted.endedAt === null ? '' : `, at ${momentText(counted.endedAt)}`;
  const told = (documents: number) => `${amount(documents, 'document')}${when}`;
  const { source, destination } = counted.documents;
  return [{ what: 'what was compared last', source: told(source), destination: told(destination) }];
}

function identityText(side: SideIdentity): string {
  const kind = side.topology === 'sharded' ? 'sharded cluster' : 'replica set';
  return `${kind} of MongoDB ${side.version}, ${shardsOrSet(side)}`;
}

function seenText(sample: Sample | undefined, side: 'source' | 'copied'): string | null {
  const seen: Amount | undefined = sample?.[side];
  if (sample === undefined || seen === undefined) return null;
  const indexes = seen.indexes === undefined ? '' : `, ${amount(seen.indexes, 'index', 'indexes')}`;
  return `about ${amount(seen.documents, 'document')}, ${sizeText(seen.bytes)}${indexes}, at ${momentText(sample.at)}`;
}
