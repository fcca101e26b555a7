import { LivemigError } from '../../core/errors.ts';
import type { FactValues, SurveyId } from '../../core/facts.ts';
import { memberUri } from '../member-uri.ts';
import type { SharedClients } from '../shared-clients.ts';
import { arrivalSurveys } from './arrival.ts';
import { dataSurveys } from './data.ts';
import { healthSurveys } from './health.ts';
import { identitySurveys } from './identity.ts';
import { sampleSurveys } from './sampling.ts';
import type { Survey, SurveyContext, Surveys } from './survey.ts';
import { topologySurveys } from './topology.ts';
import { userSurveys } from './users.ts';
import { watchSurveys } from './watch.ts';

export const surveys: Surveys = {
  ...identitySurveys,
  ...dataSurveys,
  ...topologySurveys,
  ...userSurveys,
  ...arrivalSurveys,
  ...healthSurveys,
  ...sampleSurveys,
  ...watchSurveys,
};

/** Reads one of them. A user who may not is told which role it takes. */
export async function survey<Id extends SurveyId>(
  id: Id,
  uri: string,
  clients: SharedClients,
  context: Omit<SurveyContext, 'member' | 'together'>,
): Promise<FactValues[Id]> {
  const { read, grant }: Survey<Id> = surveys[id];
  try {
    return await clients.lend(uri, (client, together) =>
      read(client, {
        ...context,
        together,
        member: (address, use) => clients.lend(memberUri(uri, client.options, address), use),
      }),
    );
  } catch (error) {
    if (!(error instanceof LivemigError) || error.code !== 'MONGODB_ROLE') throw error;
    throw error.retold({ message: `${error.message} It takes ${grant}.`, fix: `Grant its user ${grant}.` });
  }
}
