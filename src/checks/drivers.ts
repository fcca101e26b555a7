import { defineCheck } from '../core/check.ts';
import type { Driver } from '../core/facts/watch.ts';
import { firstNames } from '../core/first-names.ts';
import { amount } from '../core/plain-units.ts';
import { type DriverFit, driverTables, judgeDriver } from './driver-table.ts';
import { seriesOf } from './matrix.ts';
import { objectionTo } from './objection-to.ts';

/** What people and the manager use, and livemig itself; no application of the deployment. */
const tools =
  /^(?:livemig$|mongosh|MongoDB (?:Automation|Backup|Monitoring|Compass)|mongo(?:dump|restore|export|import|sync)\b)/;

/** Rule V11: what is connected, and what it is to be connected to. */
export const driverChecks = [
  defineCheck({
    id: 'V11',
    title: "The drivers that are connected know the destination's version",
    severity: 'warn',
    mender: 'application',
    needs: ['sourceDrivers', 'everyDriverSeen', 'destinationVersion'],
    source: 'Atlas docs, Live Migrate (Push): prerequisites; MongoDB docs, compatibility of each driver',
    held: ({ sourceDrivers: { read }, destinationVersion }) => {
      const { known, others } = seenIn(read, destinationVersion);
      const others_ = others.length === 0 ? '' : ` Not in those tables: ${firstNames(others.map(driverText))}.`;
      return known.length === 0
        ? `No application with a driver of MongoDB's tables was connected when it was looked at: ask which ones come at other times.${others_}`
        : `The drivers that were connected know MongoDB ${seriesOf(destinationVersion)} (tables as of ${driverTables.asOf}): ${firstNames(known.map(({ driver }) => driverText(driver)))}. Who comes at other times was not seen.${others_}`;
    },
    judge: ({ sourceDrivers: { read }, destinationVersion: version }) => {
      const series = seriesOf(version);
      if (!driverTables.series.some((one) => one === series))
        return {
          message: `livemig has no table of drivers for MongoDB ${series}; what is connected was not compared.`,
          fix: "Compare each application's driver with its page Compatibility in MongoDB's documentation.",
          severity: 'info',
        };
      const { known } = seenIn(read, version);
      const old = known.filter(({ fit }) => fit !== 'whole');
      const isUntried = old.some(({ fit }) => fit === 'untried');
      return objectionTo(old, {
        name: ({ driver, title, fit, least }) => `${title} ${driverText(driver)}: ${words[fit]}, ${least} knows all`,
        message: (names, count) =>
          `${amount(count, 'driver')} that ${count === 1 ? 'was' : 'were'} connected ${count === 1 ? 'is' : 'are'} older than MongoDB ${series} (tables as of ${driverTables.asOf}): ${names}.`,
        fix: `Upgrade ${isUntried ? 'those that are not tried with it' : 'them, unless what is new is not used'}, and try each application against a cluster of MongoDB ${series} before the cutover.`,
        severity: isUntried ? 'warn' : 'info',
      });
    },
  }),
];

const words: Readonly<Record<DriverFit, string>> = {
  whole: 'knows it',
  partly: 'works, without what is new',
  untried: 'in no table with it',
};

function seenIn(read: readonly { readonly value: readonly Driver[] }[], version: string) {
  const drivers = new Map<string, Driver>();
  for (const driver of read.flatMap(({ value }) => value)) {
    const applications = driver.applications.filter((name) => !tools.test(name));
    const isOfTools = driver.applications.length > 0 && applications.length === 0;
    if (isOfTools || /\bmongosh\b/.test(driver.name)) continue;
    const key = `${driver.name} ${driver.version}`;
    const before = drivers.get(key)?.applications ?? [];
    drivers.set(key, { ...driver, applications: [...new Set([...before, ...applications])] });
  }
  const each = [...drivers.values()].map((driver) => ({
    driver,
    judged: judgeDriver(driver.name, driver.version, version),
  }));
  return {
    known: each.flatMap(({ driver, judged }) => (judged === undefined ? [] : { driver, ...judged })),
    others: each.flatMap(({ driver, judged }) => (judged === undefined ? driver : [])),
  };
}

/** `6.21.0 (billing, reports)` */
function driverText({ name, version, applications }: Driver): string {
  return `${name} ${version}${applications.length === 0 ? '' : ` (${firstNames(applications)})`}`;
}
