import type { InputRecords } from '../input-record.ts';
import { migrationAgreement, withoutAgreement } from '../link/agreement-text.ts';
import type { Values } from '../values.ts';

const ofEditions = () => import('../source-edition.ts');

const isOpsManager = ({ manager }: Values) => manager === 'ops-manager';

/** What is asked only where the source is in Ops Manager, and what the answers are found out with. */
export const opsManagerInputs = {
  managerIps: {
    title: "Ops Manager's outside addresses, which Atlas must let in (IP or CIDR)",
    hint: 'Those from which its requests reach the internet; separate several by spaces.',
    about: 'none private, no range wider than /8 (IPv6: /19)',
    group: 'Source and manager',
    askedBy: ['link'],
    flag: '--manager-ip <ip-or-cidr>',
    env: ['LIVEMIG_MANAGER_IPS'],
    kind: 'list',
    step: 'link.create-token',
    when: isOpsManager,
  },
  sourceUri: {
    title: 'Connection string of the source, for the comparison',
    about: 'and to look at it before',
    group: 'Secrets and connections',
    askedBy: [],
    connects: 'source',
    wantedToConnect: true,
    env: ['LIVEMIG_SOURCE_URI'],
    envFlag: '--source-uri-env <name>',
    kind: 'secret',
    step: 'start.verify',
    optional: true,
  },
  sourceEdition: {
    title: 'Edition of MongoDB that the source runs: Enterprise needs no migration agreement',
    about: 'only with Ops Manager; looked up where `LIVEMIG_SOURCE_URI` is set',
    group: 'Source and manager',
    askedBy: ['link'],
    flag: '--source-edition <edition>',
    env: ['LIVEMIG_SOURCE_EDITION'],
    kind: 'choice',
    oneOf: ['community', 'enterprise'],
    optional: true,
    step: 'link.accept-agreement',
    afterwards: 'not-asked',
    when: isOpsManager,
    choices: async () => [
      { value: 'community', name: 'Community' },
      { value: 'enterprise', name: 'Enterprise' },
    ],
    suggest: async (services, values) => (await ofEditions()).sourceEdition(services, values),
  },
  acceptMigrationAgreement: {
    title: 'Do you accept the Ops Manager Migration Agreement?',
    hint: migrationAgreement,
    about: 'only with Ops Manager, unless the source runs MongoDB Enterprise',
    group: 'What to do',
    askedBy: ['link'],
    flag: '--accept-migration-agreement',
    env: [],
    kind: 'yes-no',
    spoken: true,
    step: 'link.accept-agreement',
    afterwards: 'not-asked',
    when: (values, isGiven) => {
      if (!isOpsManager(values) || values.sourceEdition === 'enterprise') return false;
      // Then the source itself may tell that it is not needed.
      return values.sourceEdition === undefined && isGiven('sourceUri') ? 'later' : true;
    },
    declined: withoutAgreement,
  },
} as const satisfies InputRecords;
