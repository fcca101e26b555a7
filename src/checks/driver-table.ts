import { isOlder } from '../core/version.ts';
import { seriesOf } from './matrix.ts';

/** What MongoDB's tables say of a driver, by the series of servers. */
interface Table {
  /** As people call it. */
  readonly title: string;
  /** Whether it is this one, by how it calls itself (handshake specification); a driver built on another names both. */
  readonly called: RegExp;
  /** Which of its versions is meant, where it tells several: `1.26.1 / 1.18.0`. */
  readonly part?: number;
  /** The least version that knows all that is new in the series. */
  readonly whole: Readonly<Record<string, string>>;
  /** The least version that the table has. */
  readonly listed: string;
}

/** MongoDB docs, "Compatibility" of each driver, and when those pages were kept that this is taken from. */
export const driverTables = {
  asOf: '2025-08-31',
  series: ['6.0', '7.0', '8.0'],
  drivers: [
    { title: 'Node.js', called: /^nodejs/, whole: { '6.0': '5.0', '7.0': '5.7', '8.0': '6.9' }, listed: '5.0' },
    {
      title: 'Java',
      called: /^mongo-java-driver/,
      whole: { '6.0': '4.7', '7.0': '4.10', '8.0': '5.2' },
      listed: '3.8',
    },
    { title: 'PyMongo', called: /^PyMongo/, whole: { '6.0': '4.2', '7.0': '4.4', '8.0': '4.9' }, listed: '3.7' },
    { title: 'Go', called: /^mongo-go-driver/, whole: { '6.0': '1.11', '7.0': '1.12', '8.0': '2.1' }, listed: '1.11' },
    {
      title: '.NET/C#',
      called: /^mongo-csharp-driver/,
      whole: { '6.0': '2.16', '7.0': '2.20', '8.0': '2.29' },
      listed: '2.7',
    },
    {
      title: 'PHP',
      called: /ext-mongodb/,
      part: 1,
      whole: { '6.0': '1.15', '7.0': '1.16', '8.0': '1.20' },
      listed: '1.15',
    },
    {
      title: 'Ruby',
      called: /^mongo-ruby-driver/,
      whole: { '6.0': '2.18', '7.0': '2.19', '8.0': '2.21' },
      listed: '2.6',
    },
    { title: 'Rust', called: /^mongo-rust-driver/, whole: { '7.0': '2.6', '8.0': '3.1' }, listed: '2.2' },
    { title: 'C++', called: /mongocxx/, part: 1, whole: { '6.0': '3.8', '7.0': '3.8', '8.0': '3.11' }, listed: '3.4' },
    { title: 'C', called: /^mongoc/, whole: { '6.0': '1.22', '7.0': '1.24', '8.0': '1.28' }, listed: '1.11' },
  ],
} as const satisfies { asOf: string; series: readonly string[]; drivers: readonly Table[] };

const tables: readonly Table[] = driverTables.drivers;

/** What the tables say of a driver and a server: it knows all of it, or not what is new, or was not tried with it. */
export type DriverFit = 'whole' | 'partly' | 'untried';

export interface JudgedDriver {
  readonly title: string;
  readonly version: string;
  readonly fit: DriverFit;
  /** The version that knows all. */
  readonly least: string;
}

/** `undefined` for a driver that is in no table of ours, and for a server of another series. */
export function judgeDriver(name: string, version: string, serverVersion: string): JudgedDriver | undefined {
  const table = tables.find(({ called }) => called.test(name));
  const least = table?.whole[seriesOf(serverVersion)];
  if (table === undefined || least === undefined) return undefined;
  const own = ownVersion(version, table.part ?? 0);
  if (own === undefined) return undefined;
  const fit = isOlder(own, table.listed) ? 'untried' : isOlder(own, least) ? 'partly' : 'whole';
  return { title: table.title, version: own, fit, least };
}

/** `6.9.0` of `6.9.0|8.6.1` and of `v6.9.0`; the second of `1.26.1 / 1.18.0` where the driver is built on another. */
function ownVersion(version: string, part: number): string | undefined {
  const own = version.split('|')[0]?.split('/')[part]?.trim().replace(/^v/, '');
  return own !== undefined && /^\d+\.\d+/.test(own) ? own : undefined;
}
