import { badRequest, conflict, notFound } from '../http/refusal.ts';
import type { Model } from '../model/model.ts';
import { newId } from '../scenario/default-scenario.ts';
import { advance, fail, isReady, type Migration, type MigrationRecord, migrationOf } from './migration-course.ts';
import { type Ends, messageOf, migrationJob, objectionOf } from './migration-job.ts';
import { objectionTo } from './migration-objections.ts';
import type { MigrationEngine, MigrationRequest } from './migration-service.ts';
import { migrationTrouble } from './migration-trouble.ts';
import { createValidations, type Validation } from './validations.ts';

/** What Atlas' migration service does with requests; the engine moves the data. Refusals are thrown. */
export interface Migrations {
  validate(request: MigrationRequest): Validation;
  validation(groupId: string, id: string): Validation | undefined;
  create(request: MigrationRequest): Migration;
  migration(groupId: string, id: string): Migration | undefined;
  cutOver(migration: Migration): void;
  all(): Migration[];
  /** The destination projects in which a migration is under way. */
  activeGroups(): string[];
  close(): Promise<void>;
}

/** How often, in real milliseconds, a migration is looked at when nobody asks; the 120 hours run all the same. */
const watchInterval = 50;

/** Told once for each migration that FAILED, as its `failure` says why. */
export type OnFailed = (migration: Migration) => void;

export function createMigrations(
  model: Model,
  engine: MigrationEngine,
  ends: Ends,
  onFailed: OnFailed = () => undefined,
): Migrations {
  const validations = createValidations(model, engine, ends);
  const records: MigrationRecord[] = [];
  const closing = new AbortController();
  const { time } = model;
  const trouble = migrationTrouble(model.faults, time);
  const pause = () => time.sleep(watchInterval * time.speed, closing.signal);

  /** The engine looks once more before it moves anything: nobody is forced to validate first (API notes, section 11). */
  async function begin(record: MigrationRecord): Promise<void> {
    while (model.faults.service('migration') === 'never-starts') await pause();
    const job = migrationJob(record.request, ends);
    const objection = await objectionOf(() => engine.validate(job));
    if (closing.signal.aborted) return;
    if (objection === undefined) record.running = engine.start(job, trouble);
    else fail(record, objection);
  }

  async function watch(record: MigrationRecord): Promise<void> {
    await begin(record);
    while (record.ended === undefined && !closing.signal.aborted) {
      advance(record, model);
      await pause().catch(() => undefined);
    }
  }

  const all = () => records.map((record) => migrationOf(record, model));
  const active = () => all().filter(({ status }) => status === 'NEW' || status === 'WORKING');

  return {
    validate: validations.submit,
    validation: validations.find,
    create(request) {
      refuseImpossible(model, request);
      refuseSecond(active(), request);
      const record: MigrationRecord = { id: newId(), request, createdAt: time.now() };
      records.push(record);
      void watch(record)
        .catch((error) => fail(record, messageOf(error)))
        .then(() => (record.ended === 'FAILED' ? onFailed(migrationOf(record, model)) : undefined));
      return migrationOf(record, model);
    },
    migration(groupId, id) {
      const record = records.find((one) => one.id === id && one.request.destination.groupId === groupId);
      return record && migrationOf(record, model);
    },
    cutOver({ id }) {
      const record = records.find((one) => one.id === id);
      if (record?.running === undefined) throw notReady(id);
      if (record.ended !== undefined && record.readyAt !== undefined) throw alreadyEnded(id, record.ended);
      if (!isReady(record, model)) throw notReady(id);
      if (record.cutOverAt !== undefined) return;
      record.cutOverAt = time.now();
      record.running.cutOver();
    },
    all,
    activeGroups: () => [...new Set(active().map(({ request }) => request.destination.groupId))],
    async close() {
      closing.abort();
      await Promise.all(records.map(({ running }) => running?.stop()));
    },
  };
}

function refuseImpossible(model: Model, request: MigrationRequest): void {
  const { groupId, clusterName } = request.destination;
  const project = model.scenario.atlas.projects.find(({ id }) => id === groupId);
  if (!project?.clusters.some(({ name }) => name === clusterName)) {
    throw notFound(
      'CLUSTER_NOT_FOUND',
      `No cluster named ${clusterName} exists in group ${groupId}.`,
      clusterName,
      groupId,
    );
  }
  const objection = objectionTo(model, request);
  if (objection !== undefined) throw badRequest('VALIDATION_ERROR', objection);
}

/** One migration per host and per destination; what Atlas answers to a second one is not published (section 11). */
function refuseSecond(active: readonly Migration[], { migrationHosts: [host], destination }: MigrationRequest): void {
  for (const { id, request } of active) {
    const sameCluster =
      request.destination.groupId === destination.groupId &&
      request.destination.clusterName === destination.clusterName;
    if (request.migrationHosts[0] === host || sameCluster) {
      const what = sameCluster ? `to the cluster ${destination.clusterName}` : `on the migration host ${host}`;
      throw conflict('LIVE_MIGRATION_ALREADY_RUNNING', `A live migration ${what} is already under way: ${id}.`, id);
    }
  }
}

function notReady(id: string) {
  return conflict('LIVE_MIGRATION_NOT_READY', `The live migration ${id} is not ready for cutover.`, id);
}

function alreadyEnded(id: string, status: string) {
  return conflict('LIVE_MIGRATION_ENDED', `The live migration ${id} has already ended: ${status}.`, id);
}
