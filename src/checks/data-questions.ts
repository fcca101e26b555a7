import { defineQuestion } from '../core/check.ts';

/** Rules C that nothing on a server shows. */
export const dataQuestions = [
  defineQuestion({
    id: 'C30',
    title: 'No application depends on the UUID of a collection or on the order in which documents lie',
    severity: 'warn',
    mender: 'application',
    source: 'mongosync docs, behavior',
    look: 'Does an application depend on the order of documents that it does not sort, or a tool on the UUID of a collection? On the destination both are other ones. Look for queries without sort whose order somebody relies on, for {$natural: 1}, and for jobs that keep UUIDs.',
  }),
  defineQuestion({
    id: 'C31',
    title: 'Whatever follows changes of the source can begin anew on the destination',
    severity: 'warn',
    mender: 'application',
    source: 'MongoDB manual, change streams: resume tokens are those of one deployment',
    look: 'What follows the changes of the source: change streams of applications, connectors for Kafka, triggers, search engines? Their resume tokens mean nothing on the destination. Plan for each how it begins there without losing or repeating a change.',
  }),
  defineQuestion({
    id: 'LM13',
    title: 'Nobody relies on index filters',
    severity: 'warn',
    mender: 'application',
    source: 'mongosync docs, limitations; MongoDB manual, planCacheListFilters',
    look: 'Does somebody set index filters (planCacheSetFilter) on the source? They do not arrive, and a restart loses them as well. On each member db.runCommand({ planCacheListFilters: "COLLECTION" }) lists them; it takes planCacheIndexFilter, which dbAdmin has.',
  }),
];
