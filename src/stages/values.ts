import { z } from 'zod';
import { Secret } from '../core/secret.ts';
import { isQuoted, tidied } from '../core/tidied.ts';
import { notOutside } from './outside-address.ts';

const Url = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as https://opsmanager.example.net:8443' })
  .max(2000, 'must be at most 2000 characters')
  .regex(/^[^\s\p{Cc}\p{Surrogate}\p{Bidi_Control}]*$/u, 'must not hold spaces or control characters')
  .refine((url) => !/\/\/[^/]*@/.test(url), 'must not hold a user name or a password')
  .transform((url) => url.replace(/\/+$/, ''));
const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must not hold control characters')
  // The two joiners stay, which scripts and emoji need.
  .regex(/^(?:[^\p{Cf}]|[\u200C\u200D])*$/u, 'must not hold characters that cannot be seen')
  .refine((text) => !isQuoted(text), 'must not be in quotes');
const oneLine = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[^\p{Cc}]*$/u, 'must be one line, without control characters');
const Token = oneLine.refine((text) => !isQuoted(text), 'must not be in quotes').transform((text) => new Secret(text));
/** Atlas would take blanks at its ends for a part of it, and a person who pasted them would not see why it is refused. */
const Password = oneLine
  .refine(
    (text) => tidied(text) === text,
    'must not begin or end with a space; such a password would have to be changed',
  )
  .transform((text) => new Secret(text));
const ConnectionString = oneLine
  .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
  .transform((text) => new Secret(text));
const seen = 'Atlas sees the address from which a request leaves for the internet';
const Address = z
  .union([z.ipv4(), z.ipv6()], { error: 'must be an IP address such as 203.0.113.10' })
  .refine((text) => notOutside(text) === undefined, {
    error: ({ input }) =>
      `${notOutside(String(input))}; ${seen}. Where there is none, --network private-link or vpc-peering is the way`,
  });
const range = { error: 'must be an IP address or a CIDR range such as 203.0.113.0/28' };
const AddressOrRange = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], range)
  // zod 4.6.7 takes ::1/NaN for a range.
  .refine((text) => /^[^/]+(\/\d{1,3})?$/.test(text), { ...range, abort: true })
  .refine((text) => notOutside(text) === undefined, {
    error: ({ input }) => `${notOutside(String(input))}; ${seen}`,
  });
const HostName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'must be a host name such as mig01.corp.example');

/** Every input's schema: what a flag, a variable, an answer or the journal may hold. Everything else about each is in `inputs`. */
export const AllValues = z.object({
  atlasUrl: Url,
  manager: z.enum(['cloud-manager', 'ops-manager'], { error: 'must be cloud-manager or ops-manager' }),
  managerUrl: Url,
  managerCaFile: Name,
  atlasOrg: Name,
  atlasProject: Name,
  destinationCluster: Name,
  managerIps: z.array(AddressOrRange).min(1, 'must name at least one address'),
  sourceEdition: z.enum(['community', 'enterprise'], { error: 'must be community or enterprise' }),
  acceptMigrationAgreement: z.literal(true, { error: 'must be given, or there is no migration' }),
  sourceOrg: Name,
  sourceProject: Name,
  sourceCluster: Name,
  network: z.enum(['public', 'private-link', 'vpc-peering'], {
    error: 'must be public, private-link or vpc-peering',
  }),
  privateLinkId: Name,
  migrationHost: HostName,
  migrationHostIp: Address,
  agent: z.enum(['existing', 'script', 'ssh'], { error: 'must be existing, script or ssh' }),
  // Whole words only: a value that begins with a dash would be an option of ssh.
  ssh: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,300}$/, 'must be USER@HOST or a host of your ssh configuration'),
  takeOver: z.boolean(),
  linkToken: Token,
  managedAuthentication: z.boolean(),
  sourceUsername: Name,
  sourcePassword: Password,
  sourceTls: z.boolean(),
  sourceCaFile: Name,
  dropDestination: z.boolean(),
  sharding: Name,
  sourceUri: ConnectionString,
  destinationUri: ConnectionString,
});

export type InputKey = keyof typeof AllValues.shape;

/** What is known of the inputs so far. */
export const Values = AllValues.partial();
export type Values = z.infer<typeof Values>;
