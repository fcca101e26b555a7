import { LivemigError } from '../../core/errors.ts';

/** Nobody told what came of the request, and no call of Atlas lists migrations. */
export function outcomeUnknown(): LivemigError {
  return new LivemigError({
    kind: 'outcome-unknown',
    code: 'CREATE_OUTCOME_UNKNOWN',
    message: 'Atlas was asked to create the migration, and its answer never came: the migration may or may not exist.',
    fix: "Look at the destination cluster's card in Atlas. If a live migration is there, `livemig start --adopt-migration ID` goes on with it; if there is none, `livemig start --create-again` creates it.",
  });
}
