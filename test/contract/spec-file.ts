import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** An extract of the published file, which may lie beside a checkout; its licence keeps it out of the repository. */
const extract = join(import.meta.dirname, '../../../shared/contracts/atlas-admin-v2.trimmed.json');

/** MongoDB's OpenAPI file, whole or in part: the one that is named, else the one beside the checkout, else none. */
export const specFile = process.env.LIVEMIG_ATLAS_SPEC ?? (existsSync(extract) ? extract : undefined);

/** For the title of what needs the file. */
export const unlessThereIsNone =
  specFile === undefined ? ' (skipped, because LIVEMIG_ATLAS_SPEC names no OpenAPI file)' : '';
