import type { CodeName } from '../mongod-error.ts';

/** Where a pipeline is, and with it what its stages may not be. */
export type Place = 'facet' | 'lookup' | 'union' | 'view' | 'transaction' | 'change-stream' | 'update';

interface StageRule {
  /** The major version that brought it. */
  readonly since?: number;
  readonly position?: 'first' | 'last';
  readonly notIn: readonly Place[];
  /** Makes its documents out of nothing: runs as `{aggregate: 1}`, and otherwise not; a change stream runs as either. */
  readonly source?: 'nothing' | 'either';
  readonly isAdminOnly?: boolean;
  /** Not part of the Stable API (MongoDB manual, "Stable API", aggregation stages). */
  readonly isUnstable?: boolean;
}

const reshaping: StageRule = { notIn: [] };
const filtering: StageRule = { notIn: ['update'] };
const ordinary: StageRule = { notIn: ['change-stream', 'update'] };
const statistics: StageRule = { position: 'first', notIn: ['facet', 'transaction', 'change-stream', 'update'] };
const ofServer: StageRule = { ...statistics, source: 'nothing', isAdminOnly: true, isUnstable: true };
const everywhere: readonly Place[] = ['facet', 'lookup', 'union', 'view', 'transaction', 'change-stream', 'update'];
const writing: StageRule = { position: 'last', notIn: everywhere };

/** Every stage there is here, as `constraints()` of its DocumentSource has it (mongodb/mongo, src/mongo/db/pipeline). */
export const stageRules: Readonly<Record<string, StageRule>> = {
  $collStats: statistics,
  $indexStats: { ...statistics, isUnstable: true },
  $listSearchIndexes: { ...statistics, isUnstable: true },
  $currentOp: ofServer,
  // MongoDB manual: "New in version 8.0"
  $querySettings: { ...ofServer, since: 8 },
  $listLocalSessions: { ...statistics, source: 'nothing', isUnstable: true },
  // MongoDB manual: "New in version 6.0.3" and "New in version 5.1"; both are part of the Stable API (REGISTER_DOCUMENT_SOURCE).
  $shardedDataDistribution: { ...ofServer, since: 6, isUnstable: false },
  $documents: { since: 6, position: 'first', notIn: ['facet', 'change-stream', 'update'], source: 'nothing' },
  $changeStream: {
    position: 'first',
    notIn: ['facet', 'lookup', 'union', 'view', 'transaction', 'update'],
    source: 'either',
  },
  $match: filtering,
  $project: reshaping,
  $addFields: reshaping,
  $set: reshaping,
  $unset: reshaping,
  $replaceRoot: reshaping,
  $replaceWith: reshaping,
  $sort: ordinary,
  $limit: ordinary,
  $skip: ordinary,
  $unwind: ordinary,
  $group: ordinary,
  $sortByCount: ordinary,
  $bucket: ordinary,
  $count: ordinary,
  $sample: ordinary,
  $lookup: ordinary,
  $unionWith: ordinary,
  $facet: { notIn: ['facet', 'change-stream', 'update'] },
  $out: writing,
  $merge: writing,
};

interface Refusal {
  readonly code: CodeName;
  words(stage: string): string;
}

/** What the server answers to a stage that is where it may not be. */
export const placeRefusals: Readonly<Record<Place, Refusal>> = {
  facet: { code: 'Location40600', words: (stage) => `${stage} is not allowed to be used within a $facet stage` },
  lookup: { code: 'Location51047', words: (stage) => `${stage} is not allowed within a $lookup's sub-pipeline` },
  union: { code: 'Location31441', words: (stage) => `${stage} is not allowed within a $unionWith's sub-pipeline` },
  view: {
    code: 'OptionNotSupportedOnView',
    words: (stage) => `The aggregation stage ${stage} cannot be used in the view definition`,
  },
  transaction: {
    code: 'OperationNotSupportedInTransaction',
    words: (stage) => `Aggregation stage ${stage} cannot run within a multi-document transaction`,
  },
  'change-stream': {
    code: 'IllegalOperation',
    words: (stage) => `${stage} is not permitted in a $changeStream pipeline`,
  },
  update: { code: 'InvalidOptions', words: (stage) => `${stage} is not allowed to be used within an update` },
};
