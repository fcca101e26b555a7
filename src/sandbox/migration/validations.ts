import type { Model } from '../model/model.ts';
import { delays } from '../model/sandbox-time.ts';
import { newId } from '../scenario/default-scenario.ts';
import { type Ends, migrationJob, objectionOf } from './migration-job.ts';
import { objectionTo } from './migration-objections.ts';
import type { MigrationEngine, MigrationRequest } from './migration-service.ts';
import { validationReasons } from './validation-reasons.ts';

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
    const objection = plannedObjection(model) ?? objectionTo(model, request) ?? (await objectionOf(look));
    record.outcome = { objection };
  }

  return {
    submit(request) {
      const record: ValidationRecord = { id: newId(), request, createdAt: model.time.now() };
      records.push(record);
      void examine(record);
      // However fast its time goes by, what has just been submitted has not been looked at.
      return pending(record);
    },
    find(groupId, id) {
      const record = records.find((one) => one.id === id && one.request.destination.groupId === groupId);
      return record && validationOf(record, model);
    },
  };
}

/** What a fault wants it to fail with. */
function plannedObjection({ faults }: Model): string | undefined {
  const planned = faults.service('validation');
  return Object.entries(validationReasons).find(([reason]) => reason === planned)?.[1];
}

function pending({ id, request }: Pick<ValidationRecord, 'id' | 'request'>): Validation {
  return { id, request, status: 'PENDING', errorMessage: null };
}

function validationOf({ id, request, createdAt, outcome }: ValidationRecord, { time, faults }: Model): Validation {
  const isStuck = faults.service('validation') === 'pending';
  if (isStuck || outcome === undefined || !time.hasPassed(createdAt, delays.validation)) {
    return pending({ id, request });
  }
  const { objection } = outcome;
  return { id, request, status: objection === undefined ? 'SUCCESS' : 'FAILED', errorMessage: objection ?? null };
}
