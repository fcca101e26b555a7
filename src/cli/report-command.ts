import { LivemigError } from '../core/errors.ts';
import type { Journal } from '../core/journal.ts';
import { makeReport } from '../core/report/make-report.ts';
import { type ReportData, type ReportFormat, reportFormats, reportResult } from '../core/results/report-result.ts';
import { checkedAudit } from './check-audit.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { textOption } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import { isEmpty, tellOfOthers } from './other-migrations.ts';
import { readSources } from './read-sources.ts';
import { refuseToOverwrite } from './refuse-to-overwrite.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';

/** Writes the evidence of a migration. Reads the files of its directory and nothing else: no key, no network, no lock. */
export const reportCommand: CommandModule = {
  result: reportResult,
  run: async (options, ports) => {
    refuseOddOptions(options);
    return options.check === true ? checkedAudit(options, ports) : written(options, ports);
  },
};

function refuseOddOptions({ check, head, output, json, ...options }: Options): void {
  const writing = { output, format: options.format, force: options.force };
  const [odd] = Object.entries(writing).find(([, value]) => value !== undefined) ?? [];
  if (check === true && odd !== undefined) throw wrongTogether(`--${odd}`, '--check, which makes no report');
  if (check !== true && head !== undefined)
    throw wrongTogether('--head', 'a report: --check holds the audit against it');
  if (output === '-' && json === true) throw wrongTogether('--output -', '--json: both want standard output');
}

function wrongTogether(flag: string, what: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'CONTRADICTION',
    message: `${flag} does not go with ${what}.`,
    fix: '`livemig report --help` shows what goes together.',
  });
}

async function written(options: Options, ports: RunPorts): Promise<Outcome> {
  const output = textOption(options, 'output');
  const format = formatOf(options, output);
  const sources = await readSources(options, ports);
  if (isEmpty(sources.journal) && sources.unread.size === 0) await tellOfOthers('report', options, ports);
  const file = output === '-' ? undefined : (output ?? usualFile(sources.journal, format));
  if (file !== undefined) await refuseExisting(file, options, ports);
  const report = makeReport(sources);
  const text = await ports.outlets.report(report, format);
  if (file === undefined) ports.reporter.document?.(text);
  else await ports.saveFile(file, text);
  const { check, doubt: _, cannotFind: __, ...audit } = report.audit;
  const { status } = report.summary;
  const data: ReportData = {
    ...{ status, format, bytes: new TextEncoder().encode(text).length, audit },
    ...(file !== undefined && { file }),
  };
  const [broken] = sources.unread.values();
  if (broken !== undefined) return incomplete(broken, data, nextOf(check), ports);
  return { status: status === 'nothing-started' ? 'not-started' : 'done', data, next: nextOf(check) };
}

/** There is a report, and whoever made it has to know what it lacks. */
function incomplete(broken: LivemigError, data: ReportData, next: Outcome['next'], ports: RunPorts): Outcome {
  const error = broken.retold({ message: `${broken.message} The report was made of the other files, and says so.` });
  const lines = reportResult.lines(data);
  if (data.file !== undefined) tell(ports, 'info', lines.join('\n'));
  return { status: 'failed', exitCode: exitCodeOf(error), error, data, next };
}

function nextOf(check: string | null): Outcome['next'] {
  return check === null ? [] : [{ command: check, reason: 'tells later whether the audit was changed since' }];
}

const endings: Readonly<Record<ReportFormat, string>> = { html: 'html', markdown: 'md', json: 'json' };

/** By the ending of the file where nobody says it. */
function formatOf({ format }: Options, output: string | undefined): ReportFormat {
  return (
    reportFormats.find((one) => one === format) ??
    reportFormats.find((one) => output?.toLowerCase().endsWith(`.${endings[one]}`)) ??
    'html'
  );
}

/** Named for the cluster, as far as its name can be that of a file everywhere. */
function usualFile({ inputs: { destinationCluster } }: Journal, format: ReportFormat): string {
  const name =
    typeof destinationCluster === 'string' ? destinationCluster.replaceAll(/[^\w-]+/g, '-').slice(0, 64) : '';
  return `${['livemig-report', ...(name === '' ? [] : [name])].join('-')}.${endings[format]}`;
}

/** An earlier report may be evidence, with the head of another day. */
async function refuseExisting(file: string, { force }: Options, ports: RunPorts): Promise<void> {
  if (force === true) return ports.refuseUnsavable(file);
  await refuseToOverwrite(
    file,
    {
      isOurs: () => false,
      isNot: 'is not written over',
      fix: 'Name another one with --output, or say --force to write over it.',
    },
    ports,
  );
}
