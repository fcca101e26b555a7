/*
 * The agreement in our own words. Who has to accept it, and where: Atlas docs, live migration (push), stage 1, and the page
 * that is linked here.
 */

/** Read before somebody accepts it. */
export const migrationAgreement = [
  'MongoDB lets Community deployments use Ops Manager free of charge under it: for live migration to Atlas, and for nothing else.',
  'You accept it for your organization. livemig writes down your user name and the time, and sends it to nobody: Atlas has no API for it.',
  'With MongoDB Enterprise Advanced you have a licence and do not need it: leave, and run with --source-edition enterprise.',
  'Its text: https://www.mongodb.com/docs/ops-manager/current/reference/legal/live-migration-atlas-licensing/',
].join('\n');

/** Said to whoever does not accept it. */
export const withoutAgreement = [
  'Not accepted, and nothing was changed: without it a Community deployment may not be migrated through Ops Manager.',
  'Alternatives: add the deployment to Cloud Manager and migrate through that (--manager cloud-manager), or let Atlas pull it (Live Migrate on the destination cluster, in Atlas).',
  'If the source runs MongoDB Enterprise, no agreement is needed: --source-edition enterprise says so.',
].join('\n');
