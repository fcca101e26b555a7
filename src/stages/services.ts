import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import type { Fact } from '../core/check.ts';
import type { FactValues, SurveyId, SurveyProgress } from '../core/facts.ts';
import type { EngineRecords } from '../core/following/seen-now.ts';
import type { DeploymentLook } from '../core/left-behind.ts';
import type { Connected } from '../core/results/hand-over.ts';
import type { Contents } from '../core/results/left-behind.ts';
import type { Secret } from '../core/secret.ts';
import type { StepProgress, Work } from '../core/step.ts';
import type { VerifyJournal } from '../core/verification/entry.ts';
import type { RecheckQueue } from '../core/verification/recheck-queue.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Verification } from '../core/verification/verification.ts';
import type { DeploymentMoment } from '../core/way-back/deployment-moment.ts';
import type { Reaches } from '../core/way-back/rollback-window.ts';

export type Side = 'source' | 'destination';

/** What reading a fact through a connection takes. */
export interface SurveyPlan {
  /** The commands, and where to. */
  readonly sends: readonly string[];
  /** The role or the action that a user may lack. */
  readonly grant: string;
}

/** Looking into deployments, read-only. Keeps its connections from one look to the next. */
export interface Inspector {
  /** Needs no credentials; unreachable is a LivemigError. */
  greet(uri: string): Promise<void>;
  /** Version, topology and edition of a deployment; no edition where it does not tell. */
  deployment(
    uri: Secret,
  ): Promise<{ readonly version: string; readonly sharded: boolean; readonly enterprise?: boolean }>;
  /** The namespaces that hold user data, as `database.collection`. */
  namespaces(uri: Secret): Promise<readonly string[]>;
  /** Writes, balancer, contents and indexes, within seconds; what cannot be seen is unknown by itself. */
  lookAround(side: Side, uri: Secret): Promise<DeploymentLook>;
  /** How much there is, and when somebody last wrote to it. Throws where the user may not see everything. */
  contents(side: Side, uri: Secret): Promise<{ readonly contents: Contents; readonly lastWrite: Fact<Date> }>;
  /** What a deployment says of this moment, within six seconds. */
  moment(side: Side, uri: Secret): Promise<DeploymentMoment>;
  /** Who is connected to the server that answers; throws where the user may not see that. */
  applications(side: Side, uri: Secret): Promise<readonly Connected[]>;
  /** How far back the oplogs of the destination reach; throws where none may be read. */
  oplogReaches(uri: Secret): Promise<Reaches>;
  /** What the engine has written down of itself; `undefined` where it is not readable. Rejects where nobody may look. */
  engineRecords(destination: Secret): Promise<EngineRecords | undefined>;
  /** Reads one fact through a connection; what its user may not see is a LivemigError with the role that it takes. */
  survey<Id extends SurveyId>(
    uri: Secret,
    id: Id,
    progress?: (progress: SurveyProgress) => void,
    user?: string,
    watchMs?: number,
  ): Promise<FactValues[Id]>;
  /** How each of the facts is read that `survey` reads; sends nothing. */
  surveys(): Promise<Readonly<Record<SurveyId, SurveyPlan>>>;
  /**
   * Verifies as is asked, and goes on with what the journal tells of earlier runs. What was asked for stands in it before, and how
   * it ended is written by whoever calls, unless it has come to a result.
   */
  verify(
    source: Secret,
    destination: Secret,
    request: VerifyRequest,
    ports: {
      readonly journal: VerifyJournal;
      readonly queues: { readonly changed: RecheckQueue; readonly open: RecheckQueue };
      /** Of the hashes: the same for all runs of one verification. */
      readonly salt: string;
      readonly signal: AbortSignal;
      report(progress: StepProgress): void;
    },
  ): Promise<Verification>;
  compare(source: Secret, destination: Secret, work: Work): Promise<Verification>;
  /** Closes its connections; it looks at nothing from then on. */
  close(): void;
}

/** The two APIs, and looking into deployments. `manager` throws a LivemigError of kind `credentials` where `hasManager` is false. */
export interface Services {
  readonly atlas: AtlasApi;
  readonly manager: ManagerApi;
  readonly hasManager: boolean;
  readonly inspector: Inspector;
}
