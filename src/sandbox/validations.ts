import { newId } from './default-scenario.ts';
import { type Ends, migrationJob, objectionOf } from './migration-job.ts';
import { objectionTo } from './migration-objections.ts';
import type { MigrationEngine, MigrationRequest } from './migration-service.ts';
import type { Model } from './model/model.ts';
import { delays } from './sandbox-time.ts';

export interface Validation {
  readonly id: string;
  readonly request: MigrationRequest;
  readonly status: 'PENDING' | 'SUCCESS' | 'FAILED';
  readonly errorMessage: string | null;
}

export interface Validations {
  submit(request: MigrationRequest): Validation;
  find(groupId: string, id: string): Validation | undefined;
}

interface ValidationRecord {
  readonly id: string;
  readonly request: MigrationRequest;
  readonly createdAt: number;
  outcome?: { readonly objection: string | undefined };
}

/** Looks at what the model knows, then lets the engine look into both databases; PENDING while it looks. */
export function createValidations(model: Model, engine: MigrationEngine, ends: Ends): Validations {
  const records: ValidationRecord[] = [];

  async function examine(record: ValidationRecord): Promise<void> {
    const { request } = record;
    const look = () => engine.validate(migrationJob(request, ends));
    record.outcome = { objection: objectionTo(model, request) ?? (await objectionOf(look)) };
  }

  return {
    submit(request) {
      const record: ValidationRecord = { id: newId(), request, createdAt: model.time.now() };
      records.push(record);
      void examine(record);
      return validationOf(record, model);
    },
    find(groupId, id) {
      const record = records.find((one) => one.id === id && one.request.destination.groupId === groupId);
      return record && validationOf(record, model);
    },
  };
}

function validationOf({ id, request, createdAt, outcome }: ValidationRecord, { time }: Model): Validation {
  if (outcome === undefined || !time.hasPassed(createdAt, delays.validation)) {
    return { id, request, status: 'PENDING', errorMessage: null };
  }
  const { objection } = outcome;
  return { id, request, status: objection === undefined ? 'SUCCESS' : 'FAILED', errorMessage: objection ?? null };
}
