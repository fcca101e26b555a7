import { docOf, fieldOf, plainDoc } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { compileFilter, type Filter } from '../query/match.ts';
import { validationDetails } from './validation-details.ts';

/** Compiled once for each version of a collection's options. */
const compiled = new WeakMap<Buffer, Filter>();

/** What a collection with these options lets in. Throws where the validator is not one that can be understood. */
export function validatorOf(options: Buffer): Filter {
  const filter = compiled.get(options) ?? compile(options);
  compiled.set(options, filter);
  return filter;
}

function compile(options: Buffer): Filter {
  const validator = fieldOf(options, 'validator');
  const { validationLevel, validationAction } = plainDoc(options);
  const isOff = validationLevel === 'off' || validationAction === 'warn';
  const filter = validator === undefined ? undefined : compileFilter(validator.bytes);
  return filter === undefined || isOff ? () => true : filter;
}

/** A moderate validator leaves alone what did not fit before. */
export function validate(options: Buffer, document: Buffer, before?: Buffer): void {
  const fits = validatorOf(options);
  if (fits(document)) return;
  if (before !== undefined && !fits(before) && plainDoc(options).validationLevel === 'moderate') return;
  const failingDocumentId = plainDoc(document)._id;
  const details = validationDetails(fieldOf(options, 'validator')?.bytes ?? docOf([]), document);
  throw new MongodError('DocumentValidationFailure', 'Document failed validation', {
    errInfo: { failingDocumentId, details },
  });
}
