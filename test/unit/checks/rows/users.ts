import type { SourceRole, SourceUser } from '../../../../src/core/facts/users.ts';
import { good } from '../../../support/good-facts.ts';
import type { CheckRow } from '../check-row.ts';

const user = (name: string, db = 'admin', different: Partial<SourceUser> = {}): SourceUser => ({
  user: name,
  db,
  roles: [{ role: 'readWrite', db: 'shop' }],
  mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'],
  restrictions: [],
  ...different,
});
const role = (name: string): SourceRole => ({
  role: name,
  db: 'shop',
  privileges: [{ resource: { db: 'shop', collection: '' }, actions: ['find'] }],
  roles: [],
  restrictions: [],
});
const more = (...others: readonly SourceUser[]) => ({ sourceUsers: [...good.sourceUsers, ...others] });
const with256 = { migrationUser: [user('migrator', 'admin', { mechanisms: ['SCRAM-SHA-256'] })] };
const scoped = (...clusters: readonly string[]) => ({
  accessInAtlas: {
    compared: true as const,
    roles: [],
    users: [{ username: 'app', databaseName: 'admin', roles: [], clusters }],
  },
});

/** Rules O06, O07 and O11. */
export const usersRows: readonly CheckRow[] = [
  [
    'O06',
    'one mechanism only',
    with256,
    'block',
    /migrator cannot log in with SCRAM-SHA-1: it has SCRAM-SHA-256\. .*updateUser\("migrator", .*passwordPrompt/,
  ],
  ['O06', 'neither', { migrationUser: [user('migrator', 'admin', { mechanisms: [] })] }, 'block', /has no mechanism/],
  ['O06', 'no such user', { migrationUser: [] }, 'block', /no user migrator in admin.*--source-username/],
  [
    'O06',
    'a name that is no name',
    { migrationLogins: ['a"\n$(b)'], migrationUser: [] },
    'block',
    /no user a" \$\(b\) .*createUser\(\{ user: "a\\"\\n\$\(b\)"/,
  ],
  ['O06', "Automation's own user", { ...with256, managedAuthentication: true }, 'pass'],
  ['O07', 'certificates only', { sourceMechanisms: ['MONGODB-X509'] }, 'block', /with MONGODB-X509 only.*SCRAM unless/],
  ['O07', 'nothing at all', { sourceMechanisms: [] }, 'block', /with nothing only/],
  [
    'O07',
    'one of the two',
    { sourceMechanisms: ['SCRAM-SHA-256', 'PLAIN'] },
    'warn',
    /Add SCRAM-SHA-1 to setParameter/,
  ],
  ['O07', 'managed by Automation', { sourceMechanisms: ['MONGODB-X509'], managedAuthentication: true }, 'pass'],
  [
    'O11',
    'a user that Atlas does not have',
    more(user('bi')),
    'warn',
    /1 user of the source will be missing \(bi@admin\)\. Already in Atlas: 1\..*livemig plan-users --output/,
  ],
  [
    'O11',
    'a custom role that Atlas does not have',
    { sourceRoles: [role('clerk')] },
    'warn',
    /1 custom role .*clerk@shop/,
  ],
  [
    'O11',
    'both',
    { ...more(user('bi'), user('x', 'shop')), sourceRoles: [role('clerk')] },
    'warn',
    /2 users and 1 custom role/,
  ],
  [
    'O11',
    'the users of the manager and of the migration',
    more(user('mms-automation'), user('mms-backup-agent')),
    'pass',
  ],
  [
    'O11',
    'one of those names in another database',
    more(user('mms-automation', 'shop')),
    'warn',
    /mms-automation@shop/,
  ],
  ['O11', 'a user that logs in by somebody else', more(user('CN=a,O=b', '$external')), 'warn', /CN=a,O=b@\$external/],
  ['O11', 'a user in Atlas for the destination and another cluster', scoped('Other', 'Billing0'), 'pass'],
  ['O11', 'a user in Atlas for all clusters', scoped(), 'pass'],
  ['O11', 'a user in Atlas for another cluster', scoped('Other'), 'warn', /app@admin/],
  ['O11', 'a user in Atlas for one cluster, and none named', { ...scoped('Other'), destinationNames: [] }, 'warn'],
  [
    'O11',
    'nobody asked Atlas',
    { accessInAtlas: { compared: false, reason: 'it was not asked' } },
    'warn',
    /app@admin\)\. Not compared with Atlas: it was not asked\./,
  ],
  ['O11', 'a source without users', { sourceUsers: [] }, 'pass'],
];
