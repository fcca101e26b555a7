import { known, unknownBecause } from '../core/check.ts';
import type { SurveyId } from '../core/facts.ts';
import type { Probe } from './probe.ts';

/** What only a connection to the source shows. */
export function throughSource<const Id extends SurveyId>(id: Id): Probe<Id> {
  return {
    id,
    read: async ({ inspector, values: { sourceUri }, progress }) =>
      sourceUri === undefined
        ? unknownBecause('LIVEMIG_SOURCE_URI is not set')
        : known(await inspector.survey(sourceUri, id, progress)),
  };
}

/** What only a connection to the destination shows. */
export function throughDestination<const Id extends SurveyId>(id: Id): Probe<Id> {
  return {
    id,
    read: async ({ inspector, values: { destinationUri }, progress }) =>
      destinationUri === undefined
        ? unknownBecause('LIVEMIG_DESTINATION_URI is not set')
        : known(await inspector.survey(destinationUri, id, progress)),
  };
}
