import { defineQuestion } from '../core/check.ts';

/**
 * Whether somebody has to be able to go back. Live migration has no way back of its own (Atlas docs, "Compare live migration and
 * mongosync"), and the reverse of mongosync has to be chosen when a sync begins (mongosync docs, reverse): so it is asked before.
 */
export const wayBackQuestions = [
  defineQuestion({
    id: 'LM51',
    title: 'Nobody needs a way back that live migration does not have',
    severity: 'warn',
    mender: 'application',
    source:
      'mongosync docs, reverse and cutover process; MongoDB manual, setUserWriteBlockMode; Atlas docs, comparison of migration methods: no reverse sync',
    look: 'Must you be able to go back after the cutover? Until it is requested you stop, and nothing is lost. Afterwards the source blocks writes (from 6.0 on), until db.adminCommand({setUserWriteBlockMode: 1, global: false}) frees them, and has nothing of what was changed on Atlas since: no reverse can be switched on later. Another engine can bring that back for as long as the oplog of the destination holds it, so plan one before, and set LIVEMIG_DESTINATION_URI at the cutover: from then on `livemig status` shows how long that is, and `livemig rollback --plan` writes the steps. Whoever needs more migrates with mongosync, started with reversible. Answer it by `livemig check --skip LM51 --because "WHY"`.',
  }),
];
