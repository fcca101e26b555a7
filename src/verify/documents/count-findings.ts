import type { Difference } from '../../core/verification/difference.ts';
import type { PartitionResult } from '../../core/verification/partition.ts';
import type { DifferingField } from './differing-fields.ts';
import type { NamespaceWork } from './namespace-work.ts';
import type { Finding } from './recheck.ts';

export type FindingCounts = Pick<PartitionResult, 'missing' | 'extra' | 'different' | 'expected'>;

/** What was found in one partition, so far. */
export interface CountedFindings {
  /** Tells it and counts it. */
  take(finding: Finding): void;
  readonly counts: FindingCounts;
  /** On the source only, expected or not. */
  readonly absent: number;
  /** On the destination only, likewise. */
  readonly surplus: number;
}

/** What telling differences of one namespace takes. */
type Telling = Pick<NamespaceWork, 'name' | 'idText' | 'valueText' | 'tells' | 'difference'>;

export function countFindings(work: Telling, partition: number): CountedFindings {
  const counts = { missing: 0, extra: 0, different: 0 };
  const expected: PartitionResult['expected'] = {};
  let [absent, surplus] = [0, 0];
  return {
    take(finding) {
      if (finding.kind === 'missing-document') absent += 1;
      if (finding.kind === 'extra-document') surplus += 1;
      if (finding.expected !== undefined) expected[finding.expected] = (expected[finding.expected] ?? 0) + 1;
      else if (finding.kind === 'missing-document') counts.missing += 1;
      else if (finding.kind === 'extra-document') counts.extra += 1;
      else counts.different += 1;
      work.difference(differenceOf(work, finding), partition, finding.identity);
    },
    get counts() {
      return { ...counts, expected };
    },
    get absent() {
      return absent;
    },
    get surplus() {
      return surplus;
    },
  };
}

const details = {
  'missing-document': 'not in the destination',
  'extra-document': 'not in the source',
  document: 'differs',
  'field-order': 'the same but for the order of its fields',
} as const;

function differenceOf(work: Telling, { identity, kind, fields, expected }: Finding): Difference {
  const { name, idText, tells } = work;
  return {
    ...{ namespace: name, kind, detail: details[kind], id: idText(identity) },
    ...(fields === undefined || tells === 'ids' ? {} : pathsOf(fields)),
    ...(fields === undefined || tells !== 'values' ? {} : { values: valuesOf(fields, work) }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function pathsOf(fields: readonly DifferingField[]): Pick<Difference, 'paths' | 'detail'> {
  const paths = fields.map(({ path }) => path);
  return { paths, detail: `differs in ${paths.join(', ')}` };
}

function valuesOf(fields: readonly DifferingField[], { valueText }: Telling): Difference['values'] {
  return fields
    .filter(({ source, destination }) => source !== undefined || destination !== undefined)
    .map(({ path, source, destination }) => ({
      path,
      ...(source && { source: valueText(source, destination) }),
      ...(destination && { destination: valueText(destination, source) }),
    }));
}
